import {
  type Name,
  type Observed,
  type RecordSet,
  type RecordType,
  recordTypes,
  type Target,
} from '@skywriter/core';
import { decodeRecord } from '../layout/decode.ts';
import { parseId } from '../layout/id.ts';
import type { LayoutOptions } from '../layout/options.ts';
import { apexNode, nameServerNode } from '../layout/parts.ts';
import { isEmpty, provenanceOf } from '../layout/provenance.ts';
import { parseMessage } from '../message/message.ts';
import { withoutHeritage } from '../registry/reading.ts';
import { type Entry, entriesOf, isOurs, type Node } from './node.ts';
import type { Tree } from './tree.ts';

/** What stands at a name: our records read back, and those of others as short descriptions. */
export function observedAt(name: Name, tree: Tree): Observed {
  const { options } = tree;
  const node = tree.at(name);
  const records = new Map<RecordType, Found>();
  const foreign = new Set<string>();
  for (const entry of node === undefined ? [] : entriesOf(node)) {
    if (entry.kind === 'record') collect(entry, name, { into: records, options });
    else if (!isOurs(entry)) describe(entry, name, foreign);
  }
  // It answers this name, too, even if `targetstrip` says that another one is meant.
  if (node?.leaf !== undefined) describe(node.leaf, name, foreign);
  if (options.zones.includes(name)) {
    const nameServers = tree.at(nameServerNode(name));
    if (nameServers !== undefined) collectNameServers(name, nameServers, records);
    for (const entry of apexEntries(tree.at(apexNode(name)))) describe(entry, apexNode(name), foreign);
  }
  return {
    recordSets: recordTypes.flatMap((type) => toSet(name, type, records.get(type))),
    foreign: [...foreign],
  };
}

interface Found {
  ttl: number;
  /** Origins by value. */
  readonly targets: Map<string, ReadonlySet<string>>;
}

function collect(
  entry: Entry,
  name: Name,
  { into, options }: { into: Map<RecordType, Found>; options: LayoutOptions },
): void {
  const parsed = parseMessage(entry.value);
  if (!parsed.ok) return;
  const id = entry.key.slice(entry.key.lastIndexOf('/') + 1);
  const record = decodeRecord(withoutHeritage(parsed.value, options), id, options.owner, name);
  if (record !== undefined) add(into, record);
}

/** They stand by address; the zone itself is the name server. */
function collectNameServers(zone: Name, node: Node, into: Map<RecordType, Found>): void {
  for (const entry of entriesOf(node)) {
    const id = entry.key.slice(entry.key.lastIndexOf('/') + 1);
    const message = parseMessage(entry.value);
    if (!isOurs(entry) || parseId(id)?.kind !== 'NS' || !message.ok) continue;
    const { origins = [] } = provenanceOf(message.value);
    add(into, { type: 'NS', value: zone, ttl: message.value.ttl, origins });
  }
}

function add(
  into: Map<RecordType, Found>,
  { type, value, ttl, origins }: { type: RecordType; value: string; ttl: number; origins: readonly string[] },
): void {
  const found = into.get(type) ?? { ttl, targets: new Map() };
  into.set(type, found);
  // Where they differ CoreDNS answers each with its own; the set has the least (RFC 2181 §5.2).
  found.ttl = Math.min(found.ttl, ttl);
  found.targets.set(value, new Set([...(found.targets.get(value) ?? []), ...origins]));
}

function toSet(name: Name, type: RecordType, found: Found | undefined): RecordSet[] {
  if (found === undefined) return [];
  const targets: Target[] = [...found.targets]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([value, origins]) => ({ value, origins: [...origins].sort() }));
  return [{ name, type, ttl: found.ttl, targets }];
}

/** Adds what a foreign value says; nothing for markers and sentinels, which say nothing. */
function describe(entry: Entry, node: Name, into: Set<string>): void {
  if (isOurs(entry)) return;
  const message = parseMessage(entry.value);
  if (!message.ok) {
    into.add(`an unreadable value at ${entry.key}`);
    return;
  }
  const { host, text, port } = message.value;
  // An entry of the registry is no record; what it speaks for is.
  if (entry.claim !== undefined && host === '') return;
  const kind = parseId(entry.key.slice(entry.key.lastIndexOf('/') + 1))?.kind;
  const silent =
    isEmpty(message.value) || kind === 'S' || kind === 'L' || (host === `${node}.` && port === -1);
  if (silent) return;
  const { owner } = entry;
  const what = host === '' ? JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text) : host;
  into.add(`${what} (${owner === '' ? 'no owner' : `owner ${owner}`})`);
}

/** What stands where CoreDNS looks for a zone's addresses, at any id. */
function* apexEntries(node: Node | undefined): Generator<Entry> {
  if (node === undefined) return;
  yield* entriesOf(node);
  for (const child of node.children?.values() ?? []) if (child.leaf !== undefined) yield child.leaf;
}
