import type { Assignment, Name, Problem } from '@skywriter/core';
import { isRecordType, parseId } from '../layout/id.ts';
import { nodeKeys } from '../layout/node-keys.ts';
import { apexNode, type Part, partsOf } from '../layout/parts.ts';
import { provenanceOf } from '../layout/provenance.ts';
import { isWritable } from '../layout/reading.ts';
import { refusals } from '../layout/refuses.ts';
import { scaffoldedZone, scaffoldNames, zoneOfSatellite } from '../layout/scaffold.ts';
import { type Entry, entriesOf, isOurs, type Node } from './node.ts';
import { hasForeignRecords, surroundingsOf } from './surroundings.ts';
import type { Tree } from './tree.ts';

/** What one etcd transaction does, and what must be as we know it for it to do anything. */
export interface KeyPlan {
  /** For every key that is put or deleted its revision; `'0'`: it must not exist. */
  readonly compares: readonly { readonly key: string; readonly modRevision: string }[];
  readonly puts: readonly { readonly key: string; readonly value: string }[];
  readonly deletes: readonly string[];
}

interface KeyChange {
  readonly key: string;
  /** Undefined: it is deleted. */
  readonly value: string | undefined;
  readonly modRevision: string;
}

/**
 * One transaction in the making: the keys of the names assigned so far, and of everything that comes and goes
 * with them: an empty non-terminal needs its scaffolding as long as something is below it. All
 * assignments of a draft are seen together, so no key is in it twice.
 */
export class Draft {
  readonly #tree: Tree;
  readonly #parts = new Map<Name, Part>();
  /** By how many records a name and what is below it grow. */
  readonly #growth = new Map<Name, number>();
  readonly #changes = new Map<Name, readonly KeyChange[]>();
  readonly #assigned = new Set<Name>();
  #size = 0;
  #bytes = 0;

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** Puts and deletes, each with its compare. */
  get size(): number {
    return this.#size;
  }

  /** Octets of all keys and values: roughly those of the request. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The names assigned, and those whose scaffolding comes, changes or goes. */
  get written(): ReadonlySet<Name> {
    const written = new Set(this.#assigned);
    for (const [name, changes] of this.#changes) if (changes.length > 0) written.add(name);
    return written;
  }

  /** All names that it looked at: it holds only as long as none of them is written by somebody else. */
  get touched(): ReadonlySet<Name> {
    return new Set(this.#changes.keys());
  }

  /**
   * Adds a name, once. Returns why it cannot be written, and is then as before: what {@link refusals}
   * finds, `SKY_SKYDNS_ZONE`, `SKY_SKYDNS_TAKEN`.
   */
  add({ name, recordSets }: Assignment): Problem | undefined {
    const { options } = this.#tree;
    const [refused] = refusals(recordSets, options.zones);
    if (refused !== undefined) return refused;
    if (!isWritable(name, options.zones)) return outside(name);
    // A zone's own assignment decides over what stands there.
    if (zoneOfSatellite(name, options.zones) !== undefined) return undefined;
    const parts = partsOf(name, recordSets, options);
    for (const part of parts) {
      const taken = this.#takenKey(part);
      if (taken !== undefined) return taken;
    }
    this.#assigned.add(name);
    for (const part of parts) this.#parts.set(part.node, part);
    const others = scaffoldNames(name, options.zones);
    const growth = recordCount(parts[0]) - (this.#tree.at(name)?.records ?? 0);
    for (const grown of [name, ...others]) {
      this.#growth.set(grown, (this.#growth.get(grown) ?? 0) + growth);
    }
    for (const changed of new Set([...parts.map(({ node }) => node), ...others])) this.#compare(changed);
    return undefined;
  }

  /** Looks at a name without assigning it: whether its scaffolding is as it should be. */
  inspect(name: Name): void {
    if (isWritable(name, this.#tree.options.zones)) this.#compare(name);
  }

  plan(): KeyPlan {
    // By key: what ExternalDNS wrote for one name may stand where another name has its exact key.
    const changes = new Map<string, KeyChange>();
    for (const change of [...this.#changes.values()].flat()) {
      if (change.value !== undefined || !changes.has(change.key)) changes.set(change.key, change);
    }
    const compares: KeyPlan['compares'][number][] = [];
    const puts: KeyPlan['puts'][number][] = [];
    const deletes: string[] = [];
    for (const { key, value, modRevision } of changes.values()) {
      compares.push({ key, modRevision });
      if (value === undefined) deletes.push(key);
      else puts.push({ key, value });
    }
    return { compares, puts, deletes };
  }

  /** Finds the changes at one node anew. */
  #compare(name: Name): void {
    const known = !this.#parts.has(name) && this.#isNeeded(name) ? this.#tree.scaffolded : undefined;
    const changes = known?.has(name) ? [] : this.#changesAt(name);
    if (changes.length === 0) known?.add(name);
    for (const change of this.#changes.get(name) ?? []) this.#count(change, -1);
    for (const change of changes) this.#count(change, 1);
    this.#changes.set(name, changes);
  }

  #count({ key, value }: KeyChange, step: 1 | -1): void {
    this.#size += step;
    // The key is in the compare, too.
    this.#bytes += step * (2 * Buffer.byteLength(key) + (value === undefined ? 0 : Buffer.byteLength(value)));
  }

  #changesAt(name: Name): KeyChange[] {
    const node = this.#tree.at(name);
    const expected = this.#expectedAt(name, node);
    if (expected === undefined) return [];
    const changes: KeyChange[] = [];
    for (const entry of node === undefined ? [] : entriesOf(node)) {
      const value = expected.get(entry.key);
      expected.delete(entry.key);
      if (isOurs(entry) && entry.value !== value) {
        changes.push({ key: entry.key, value, modRevision: entry.modRevision });
      }
    }
    for (const [key, value] of expected) {
      const entry = this.#tree.get(key);
      if (entry === undefined || isOurs(entry)) {
        changes.push({ key, value, modRevision: entry?.modRevision ?? '0' });
      }
    }
    return changes;
  }

  /** What shall stand at the node; undefined where its records are not ours to decide now. */
  #expectedAt(name: Name, node: Node | undefined): Map<string, string> | undefined {
    const part = this.#parts.get(name);
    const { options } = this.#tree;
    const zone = options.zones.find((each) => name === apexNode(each));
    if (zone !== undefined && hasForeignRecords(zone, this.#tree)) return new Map();
    if (part !== undefined && recordCount(part) > 0) {
      return nodeKeys(part, surroundingsOf(name, this.#tree), options);
    }
    if (part === undefined && node !== undefined && hasRecords(node, name, options.zones)) return undefined;
    if (!this.#isNeeded(name)) return new Map();
    const empty = { node: name, leaf: undefined, records: new Map() };
    return nodeKeys(empty, surroundingsOf(name, this.#tree), options);
  }

  /** Whether there are records at the name or below it once the draft is committed. */
  #isNeeded(name: Name): boolean {
    const { zones } = this.#tree.options;
    const measured = scaffoldedZone(name, zones) ?? name;
    const node = this.#tree.at(measured);
    return (node?.records ?? 0) + (node?.recordsBelow ?? 0) + (this.#growth.get(measured) ?? 0) > 0;
  }

  /** A key that the part needs and somebody else has. */
  #takenKey(part: Part): Problem | undefined {
    if (recordCount(part) === 0) return undefined;
    const around = surroundingsOf(part.node, this.#tree);
    if (isExactRecord(part) && around.leafTaken) {
      return taken(part.node, this.#tree.at(part.node)?.leaf);
    }
    for (const key of nodeKeys(part, around, this.#tree.options).keys()) {
      const entry = this.#tree.get(key);
      if (entry !== undefined && !isOurs(entry)) return taken(part.node, entry);
    }
    return undefined;
  }
}

function recordCount(part: Part | undefined): number {
  return part === undefined ? 0 : part.records.size + (isExactRecord(part) ? 1 : 0);
}

/** Whether the record is at the exact key, rather than a copy of one below. */
function isExactRecord({ leaf }: Part): boolean {
  return leaf !== undefined && provenanceOf(leaf).type === 'PTR';
}

/** Whether records of ours stand at a node that no assignment of the draft speaks of. */
function hasRecords(node: Node, name: Name, zones: readonly Name[]): boolean {
  if (node.records > 0) return true;
  if (zoneOfSatellite(name, zones) === undefined || node.ids === undefined) return false;
  for (const [id, entry] of node.ids) {
    if (isOurs(entry) && isRecordType(parseId(id)?.kind)) return true;
  }
  return false;
}

function outside(name: Name): Problem {
  return {
    code: 'SKY_SKYDNS_ZONE',
    message: `The name ${name} is outside of the zones of the output.`,
    hint: 'Add its zone to the output and to CoreDNS, or choose another name.',
  };
}

function taken(name: Name, entry: Entry | undefined): Problem {
  return {
    code: 'SKY_SKYDNS_TAKEN',
    message: `The key ${entry?.key ?? name} that ${name} needs has a value of another owner.`,
    hint: 'Delete that key or take it over; what has another owner is never touched.',
  };
}
