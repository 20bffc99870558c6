import type { Name, RecordSet } from '@skywriter/core';
import { TYPE } from '../message/codes.ts';
import { type Rrset, toRrset } from '../message/rrset.ts';
import { parentOf, type WireName, wireName } from '../message/wire-name.ts';
import type { Apex } from './apex.ts';
import type { Remembered } from './memory.ts';
import { contentOf, type SerialPolicy } from './serial.ts';

/** A name that exists: because it has records, or because a name below it has (RFC 8020). */
export interface Node {
  readonly name: WireName;
  /** Empty for an empty non-terminal. */
  rrsets: readonly Rrset[];
  /** Names directly below that exist. */
  children: number;
  /** Greater than every revision before it in the zone, from when the node or its records last changed. */
  revision: number;
  /** Answers compiled from it, by type. */
  answers: Map<number, Remembered> | undefined;
}

/**
 * The names of one zone as a tree of counted children: what a name has is set, and what exists is found,
 * in the time of its labels, however many names there are.
 */
export interface Zone {
  readonly origin: WireName;
  readonly nodes: ReadonlyMap<WireName, Node>;
  /** In answers, and with the TTL of a negative answer (RFC 2308 §3). Their serial is filled in when sent. */
  readonly soa: Rrset;
  readonly negativeSoa: Rrset;
  readonly serial: number;
  /** Changes when a delegation does: then every name below may have another answer. */
  readonly delegations: number;
  /**
   * Sets everything that `name`, which is in the zone, has. The zone's own records (SOA, NS, glue) stay.
   * Throws {@link SkywriterError} and changes nothing if a target is not canonical.
   */
  set(name: Name, recordSets: readonly RecordSet[]): void;
}

export interface ZoneOptions {
  readonly origin: Name;
  readonly apex: Apex;
  /** The zone's own records by name: NS, glue, delegations to zones served beside it. */
  readonly fixtures: ReadonlyMap<Name, readonly Rrset[]>;
  readonly serial: SerialPolicy;
  /** Seconds, where a record set names none. */
  readonly defaultTtl: number;
}

const NOTHING: readonly Rrset[] = [];

export function createZone(options: ZoneOptions): Zone {
  const origin = wireName(options.origin);
  const nodes = new Map<WireName, Node>();
  const fixtures = new Map([...options.fixtures].map(([name, rrsets]) => [wireName(name), rrsets]));
  const contents = new Map<WireName, number>();
  let revision = 0;
  let delegations = 0;
  let content = options.apex.content;
  let serial = options.serial(content, undefined);

  function ensure(name: WireName): Node {
    const known = nodes.get(name);
    if (known !== undefined) return known;
    revision += 1;
    const node: Node = { name, rrsets: NOTHING, children: 0, revision, answers: undefined };
    nodes.set(name, node);
    if (name !== origin) ensure(parentOf(name)).children += 1;
    return node;
  }

  function prune(node: Node): void {
    if (node.rrsets.length > 0 || node.children > 0 || node.name === origin) return;
    nodes.delete(node.name);
    const parent = ensure(parentOf(node.name));
    parent.children -= 1;
    prune(parent);
  }

  function place(name: WireName, rrsets: readonly Rrset[]): void {
    if (rrsets.length === 0 && !nodes.has(name)) return;
    const node = ensure(name);
    if (name !== origin && (isDelegation(rrsets) || isDelegation(node.rrsets))) delegations += 1;
    revision += 1;
    node.rrsets = rrsets;
    node.revision = revision;
    node.answers = undefined;
    prune(node);
  }

  ensure(origin);
  for (const [name, rrsets] of fixtures) place(name, rrsets);

  return {
    origin,
    nodes,
    soa: options.apex.soa,
    negativeSoa: options.apex.negativeSoa,
    get serial() {
      return serial;
    },
    get delegations() {
      return delegations;
    },
    set(name, recordSets) {
      const key = wireName(name);
      const own = fixtures.get(key) ?? NOTHING;
      const given = recordSets.map((set) => toRrset(set, options.defaultTtl));
      place(key, [...own, ...given.filter((rrset) => own.every(({ type }) => type !== rrset.type))]);
      const after = contentOf(recordSets);
      const next = (content - (contents.get(key) ?? 0) + after) >>> 0;
      if (after === 0) contents.delete(key);
      else contents.set(key, after);
      if (next === content) return;
      content = next;
      serial = options.serial(content, serial);
    },
  };
}

export function rrsetOf(node: Node, type: number): Rrset | undefined {
  return node.rrsets.find((rrset) => rrset.type === type);
}

function isDelegation(rrsets: readonly Rrset[]): boolean {
  return rrsets.some((rrset) => rrset.type === TYPE.NS);
}
