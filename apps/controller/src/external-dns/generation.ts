import type { ConfigurationInput } from '../config/schema.ts';
import type { Given } from './given.ts';

const PREFIX_OF_22 = 'external-dns.kubernetes.io/';
const PREFIX_BEFORE_22 = 'external-dns.alpha.kubernetes.io/';

type Policy = NonNullable<ConfigurationInput['outputs'][number]['policy']>;

/** What differs between ExternalDNS before 0.22 and since, as the arguments decide it. */
export interface Generation {
  readonly policy: Policy;
  /** In the order in which they count. */
  readonly annotationPrefixes: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Which generation of ExternalDNS a command line was written for. ExternalDNS 0.22 made `--policy` a duty and
 * reads annotations under another prefix than all versions before, which took records from those who had not
 * renamed theirs. So:
 * - Without `--policy` the arguments are of 0.21 or before: the policy is sync, the old prefix counts first.
 * - With it they may be of either; the prefix of 0.22 counts first.
 * - Both prefixes are read unless `--annotation-prefix` names one: then only that one is, as in both.
 */
export function generationOf(given: Given): Generation {
  const named = given.has('policy') && given.text('policy') !== '';
  const notes = named
    ? []
    : ['--policy is not given: sync, as in ExternalDNS before 0.22, which has no default any more.'];
  const policy = (['sync', 'upsert-only', 'create-only'] as const).find(
    (known) => known === given.text('policy'),
  );
  if (given.has('annotation-prefix')) {
    return { policy: policy ?? 'sync', annotationPrefixes: [given.text('annotation-prefix')], notes };
  }
  const annotationPrefixes = named ? [PREFIX_OF_22, PREFIX_BEFORE_22] : [PREFIX_BEFORE_22, PREFIX_OF_22];
  const both = `Annotations are read under ${annotationPrefixes.join(' and ')}; --annotation-prefix names one alone.`;
  return { policy: policy ?? 'sync', annotationPrefixes, notes: [...notes, both] };
}
