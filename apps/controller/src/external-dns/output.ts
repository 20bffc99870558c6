import type { ConfigurationInput } from '../config/schema.ts';
import type { Generation } from './generation.ts';
import type { Given } from './given.ts';
import { optional } from './optional.ts';
import { ownershipOf } from './ownership.ts';
import { recordsOf } from './records.ts';

type OutputInput = ConfigurationInput['outputs'][number];

/** The one output that ExternalDNS has; the etcd behind it comes from the ETCD_ variables, as there. */
export function outputOf(given: Given, { policy }: Generation): OutputInput {
  return {
    name: 'coredns',
    policy,
    ...ttlOf(given),
    ...zonesOf(given),
    ...recordsOf(given),
    skydns: { prefix: given.text('coredns-prefix'), ...ownershipOf(given) },
  };
}

/** ExternalDNS takes a duration below a second, or below zero, for none. */
function ttlOf(given: Given): { ttl?: number } {
  const ttl = Math.floor(given.duration('min-ttl'));
  return ttl < 1 ? {} : { ttl };
}

/**
 * The domain filter names the zones: nothing outside is touched. Without one, or with an expression in its
 * place, ExternalDNS writes anywhere below the prefix; so does this.
 */
function zonesOf(given: Given): Pick<OutputInput, 'zones' | 'filter'> {
  const includeRegex = given.text('regex-domain-filter');
  const excludeRegex = given.text('regex-domain-exclusion');
  if (includeRegex !== '' || excludeRegex !== '') {
    return {
      zones: ['.'],
      filter: { ...optional('includeRegex', includeRegex), ...optional('excludeRegex', excludeRegex) },
    };
  }
  const include = given.list('domain-filter').map((domain) => domain.trim());
  const exclude = given.list('exclude-domains').map((domain) => domain.trim());
  const zones = new Set(include.map((domain) => domain.replace(/^\./, '').replace(/\.$/, '').toLowerCase()));
  const belowOnly = include.some((domain) => domain.startsWith('.'));
  const filter = { ...optional('include', belowOnly ? include : []), ...optional('exclude', exclude) };
  return {
    zones: zones.size === 0 ? ['.'] : [...zones],
    ...(Object.keys(filter).length === 0 ? {} : { filter }),
  };
}
