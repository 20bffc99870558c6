import {
  type Name,
  originObject,
  type Problem,
  parseName,
  type RecordSet,
  type Target,
} from '@skywriter/core';
import { pathOf } from '../key/key.ts';
import { isReverse } from '../key/reverse.ts';
import { formatMessage, type Message, messageOf } from '../message/message.ts';
import { registryName, spokenForBy } from '../registry/affix.ts';
import { formatHeritage } from '../registry/heritage.ts';
import { hexId } from './id.ts';
import type { Layout, Part } from './layout.ts';
import type { LayoutOptions } from './options.ts';
import { apexNode, nameServerNode, recordMessage } from './parts.ts';
import { isWritable } from './reading.ts';
import { refusals } from './refuses.ts';

/**
 * The layout that ExternalDNS 0.22 writes (provider/coredns): `<name>/<8 hex digits>`, and for its TXT registry
 * the same for the names of that. One started on these keys with the same objects changes nothing. Neither
 * does it group, mark or scaffold anything, so names answer with what is below them, as they did with it.
 */
export function externalDnsLayout(options: LayoutOptions): Layout {
  return {
    refusals: (recordSets) => refusalsOf(recordSets, options),
    partsOf: (name, recordSets) => partsOf(name, recordSets, options),
    scaffoldNames: () => [],
    scaffoldAt: () => new Map(),
  };
}

/** An empty part for each place at which the canonical layout has records of a zone. */
function partsOf(name: Name, recordSets: readonly RecordSet[], options: LayoutOptions): Part[] {
  const records = recordSets.reduce((sum, { targets }) => sum + targets.length, 0);
  const own = partAt(name, { records, exact: recordSets.some(({ type }) => type === 'PTR') }, () =>
    keysOf(name, recordSets, options),
  );
  if (!options.zones.includes(name)) return [own];
  return [
    own,
    ...[apexNode(name), nameServerNode(name)].map((node) => partAt(node, NO_RECORDS, () => new Map())),
  ];
}

const NO_RECORDS = { records: 0, exact: false };

function partAt(node: Name, size: Pick<Part, 'records' | 'exact'>, keys: () => Map<string, string>): Part {
  return { node, ...size, keys };
}

function keysOf(name: Name, recordSets: readonly RecordSet[], options: LayoutOptions): Map<string, string> {
  const keys = new Map<string, string>();
  const weighty = recordSets.some(({ type }) => type === 'SRV');
  const put = (at: { name: Name; exact: boolean }, parts: readonly string[], message: Message): void => {
    const path = pathOf(at.name, options.prefix);
    const key = at.exact ? path : freeKey(path, [options.owner, ...parts], keys);
    keys.set(key, formatMessage({ ...message, targetstrip: at.exact ? 0 : 1 }));
  };
  for (const set of recordSets) {
    const at = { name, exact: set.type === 'PTR' };
    for (const target of set.targets) {
      put(at, [set.type, target.value], recordOf(set, target, { ...options, weighty }));
    }
    const entry = registration(set, options);
    // In reverse zones ExternalDNS writes everything but addresses at exact keys.
    if (entry !== undefined) {
      put({ name: entry.name, exact: isReverse(entry.name) }, [set.type, entry.text], entry.message);
    }
  }
  return keys;
}

/** As ExternalDNS writes it, but for SRV and MX, which it writes so that CoreDNS cannot answer them. */
function recordOf(
  set: RecordSet,
  target: Target,
  options: LayoutOptions & { readonly weighty: boolean },
): Message {
  const message = recordMessage(set, target, options);
  const extra = { ...message.extra, type: set.type };
  if (set.type === 'SRV' || set.type === 'MX') return { ...message, extra };
  return { ...message, port: 0, priority: 0, extra };
}

interface Registration {
  readonly name: Name;
  readonly text: string;
  readonly message: Message;
}

/**
 * The registry entry of a record set. None without a registry, where its name is outside of the zones (that of
 * a zone's own records without a prefix that ends in a dot), or is none: ExternalDNS writes no entry with
 * too long a label either.
 */
function registration(
  { name: owner, type, targets }: RecordSet,
  options: LayoutOptions,
): Registration | undefined {
  const { registry } = options;
  if (registry === undefined) return undefined;
  const name = parseName(registryName(owner, type, registry));
  if (!name.ok || !isWritable(name.value, options.zones)) return undefined;
  const [object] = targets.flatMap(({ origins }) => origins.map(originObject)).sort();
  const text = formatHeritage(
    { owner: options.owner, resource: object === undefined ? undefined : resourceOf(object) },
    registry.encrypt ? registry.aesKey : undefined,
  );
  return {
    name: name.value,
    text,
    message: messageOf({ text, extra: { owner: options.owner, type: 'TXT' } }),
  };
}

/** `Ingress/shop/front` is `ingress/shop/front` there, and cluster objects have no empty namespace. */
function resourceOf(object: string): string {
  const [kind = '', ...rest] = object.split('/');
  return [kind.toLowerCase(), ...rest.filter((part) => part !== '')].join('/');
}

/** Eight digits of a hash; others where they are taken, which two targets of a name hardly ever are. */
function freeKey(path: string, parts: readonly string[], keys: ReadonlyMap<string, string>): string {
  for (let attempt = 0; ; attempt += 1) {
    const key = `${path}/${hexId(parts, attempt)}`;
    if (!keys.has(key)) return key;
  }
}

function refusalsOf(recordSets: readonly RecordSet[], options: LayoutOptions): Problem[] {
  const problems = refusals(recordSets, options.zones);
  if (problems.length > 0) return problems;
  return recordSets.flatMap((set) => {
    const problem = set.type === 'NS' ? noNameServers(set.name) : misread(set, options);
    return problem === undefined ? [] : [problem];
  });
}

function noNameServers(name: Name): Problem {
  return {
    code: 'SKY_SKYDNS_NS',
    message: `The layout of ExternalDNS has no place for the name servers of ${name}.`,
    hint: 'Use the canonical layout, or leave the zone without NS records.',
  };
}

/** Affixes that hold `%{record_type}` without a separator make one registry name of two records. */
function misread({ name, type }: RecordSet, { registry }: LayoutOptions): Problem | undefined {
  if (registry === undefined) return undefined;
  const entry = registryName(name, type, registry);
  const spoken = spokenForBy(entry, registry);
  if (spoken?.name === name && spoken.type === type) return undefined;
  return {
    code: 'SKY_REGISTRY_COINCIDES',
    message: `The registry entry ${entry} of ${name} ${type} is read by ExternalDNS as that of ${spoken?.name ?? 'no name'} ${spoken?.type ?? ''}.`,
    hint: 'Choose a prefix or suffix of the TXT registry that separates type and name, such as %{record_type}-.',
  };
}
