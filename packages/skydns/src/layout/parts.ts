import {
  isWithin,
  type Name,
  parentOf,
  parseMx,
  parseSrv,
  type RecordSet,
  type Target,
  unwrap,
} from '@skywriter/core';
import { type Message, messageOf } from '../message/message.ts';
import { type Id, recordId } from './id.ts';
import type { LayoutOptions } from './options.ts';
import { escapeText } from './text.ts';

/**
 * What of a name stands at one node of the key tree, without what depends on the node's surroundings
 * (`nodeKeys` adds that). Most names have one part; a zone has more.
 */
export interface NodeRecords {
  readonly node: Name;
  /** At the node's exact key, which CoreDNS reads for CNAME and PTR questions; else an existence marker. */
  readonly leaf: Message | undefined;
  readonly records: ReadonlyMap<Id, Message>;
}

/** On whatever is no SRV record: not in SRV answers, and in no sum of weights that one may ask for. */
export const notService = { port: -1, priority: 65_535 } as const;

/** Where CoreDNS looks for the addresses of a zone (plugin/backend_lookup.go, A and AAAA). */
export function apexNode(zone: Name): Name {
  return `apex.dns.${zone}` as Name;
}

/** Where CoreDNS looks for the name servers of a zone (plugin/backend_lookup.go, NS). */
export function nameServerNode(zone: Name): Name {
  return `ns.dns.${zone}` as Name;
}

/**
 * Takes the record sets of one name apart by node. Addresses of a zone stand twice: where CoreDNS looks for a
 * zone's, and where it looks for any other name's, so that a zone of ours which is none of CoreDNS's
 * answers too.
 */
export function partsOf(name: Name, recordSets: readonly RecordSet[], options: LayoutOptions): NodeRecords[] {
  const own = new Map<Id, Message>();
  const apex = new Map<Id, Message>();
  const nameServers = new Map<Id, Message>();
  let leaf: Message | undefined;
  const addresses = recordSets.filter(({ type }) => type === 'A' || type === 'AAAA');
  for (const set of recordSets) {
    for (const target of set.targets) {
      const message = recordMessage(set, target, { ...options, weighty: hasSrv(recordSets) });
      const id = recordId(options.owner, set.type, target.value);
      if (set.type === 'NS') {
        for (const { type, targets } of addresses) {
          for (const { value } of targets) {
            nameServers.set(recordId(options.owner, 'NS', `${type} ${value}`), { ...message, host: value });
          }
        }
      } else if (set.type === 'PTR') leaf = exactly(message, 'PTR');
      else own.set(id, message);
      if (set.type === 'CNAME' && hidesFromParent(name, target.value)) {
        leaf = exactly(message, 'CNAME');
      }
      if (set.type === 'A' || set.type === 'AAAA') apex.set(id, message);
    }
  }
  const parts: NodeRecords[] = [{ node: name, leaf, records: own }];
  if (!options.zones.includes(name)) return parts;
  return [
    ...parts,
    { node: apexNode(name), leaf: undefined, records: apex },
    { node: nameServerNode(name), leaf: undefined, records: nameServers },
  ];
}

/**
 * Whether an alias may stand at its exact key too, which makes explicit CNAME questions right. There it is
 * as deep as its parent's own records, so no group keeps it out of the parent's answers; but CoreDNS skips
 * aliases to the name itself or below it, so with such a target the parent does not show it.
 */
function hidesFromParent(name: Name, target: string): boolean {
  const parent = parentOf(name);
  return parent === undefined || isWithin(target as Name, parent);
}

function hasSrv(sets: readonly RecordSet[]): boolean {
  return sets.some(({ type }) => type === 'SRV');
}

/** The message as it stands at an exact key, which has no id that would tell the type. */
function exactly(message: Message, type: 'CNAME' | 'PTR'): Message {
  return { ...message, ...notService, extra: { ...message.extra, type } };
}

/** One record. `weighty`: there are SRV records beside it, whose weights it must not disturb. */
export function recordMessage(
  set: RecordSet,
  { value, origins }: Target,
  { owner, defaultTtl, weighty }: Pick<LayoutOptions, 'owner' | 'defaultTtl'> & { weighty: boolean },
): Message {
  const base = { ttl: set.ttl ?? defaultTtl, extra: { owner, origins } };
  switch (set.type) {
    case 'SRV': {
      const { priority, weight, port, host } = unwrap(parseSrv(value));
      const numbers = { port, priority: nonZero(priority), weight: srvWeight(weight, priority, set) };
      return messageOf({ ...base, ...numbers, host });
    }
    case 'MX': {
      const { preference, exchange } = unwrap(parseMx(value));
      return messageOf({ ...base, host: exchange, mail: true, port: -1, priority: nonZero(preference) });
    }
    case 'TXT':
      return messageOf({ ...base, text: unwrap(escapeText(value)) });
    case 'NS':
      // Takes `<id>.ns.dns` off the key's name, so that the zone itself is the name server.
      return messageOf({ ...base, port: -1, targetstrip: 3 });
    default:
      return messageOf({ ...base, ...(weighty ? notService : { port: notService.port }), host: value });
  }
}

/** CoreDNS reads 0 as "not set"; 65536 becomes 0 on the wire, where numbers have 16 bits. */
function nonZero(number: number): number {
  return number === 0 ? 65_536 : number;
}

/** CoreDNS reads weight 0 as 100; 1 is the least beside others, and alone "not set" is as good for all. */
function srvWeight(weight: number, priority: number, set: RecordSet): number {
  if (weight > 0) return weight;
  const others = set.targets.map(({ value }) => unwrap(parseSrv(value)));
  return others.some((other) => other.priority === priority && other.weight > 0) ? 1 : 0;
}
