import type { Assignment, Name, Problem } from '@skywriter/core';
import { isRecordType, parseId } from '../layout/id.ts';
import type { Layout, Part } from '../layout/layout.ts';
import { apexNode } from '../layout/parts.ts';
import { isWritable } from '../layout/reading.ts';
import { scaffoldedZone, zoneOfSatellite } from '../layout/scaffold.ts';
import { changesAt } from './changes.ts';
import { type KeyPlan, type NodeChanges, planOf } from './key-plan.ts';
import { type Entry, isOurs, type Node } from './node.ts';
import { hasForeignRecords, surroundingsOf } from './surroundings.ts';
import type { Tree } from './tree.ts';

/** What stands at a node once the draft is committed. */
interface Expected {
  readonly part: Part;
  readonly keys: ReadonlyMap<string, string>;
}

/** What the last assignment changed in the draft, to take it out again. */
interface Step {
  readonly name: Name;
  readonly growth: number;
  readonly grown: readonly Name[];
  readonly parts: readonly Name[];
  /** What was known of the nodes before; undefined: nothing. */
  readonly changes: Map<Name, NodeChanges | undefined>;
}

const NO_KEYS: ReadonlyMap<string, string> = new Map();
const NO_CHANGES: NodeChanges = { changes: [], relied: [] };

/**
 * One transaction in the making: the keys of the names assigned so far, and of everything that comes and goes
 * with them: an empty non-terminal needs its scaffolding as long as something is below it. All
 * assignments of a draft are seen together, so no key is in it twice.
 */
export class Draft {
  readonly #tree: Tree;
  readonly #layout: Layout;
  readonly #expected = new Map<Name, Expected>();
  /** By how many records a name and what is below it grow. */
  readonly #growth = new Map<Name, number>();
  readonly #changes = new Map<Name, NodeChanges>();
  readonly #assigned = new Set<Name>();
  /** The changes that bring the scaffolding of a node, which do not depend on what needs it. */
  readonly #scaffolds = new Map<Name, NodeChanges>();
  #last: Step | undefined;
  #size = 0;
  #bytes = 0;

  constructor(tree: Tree, layout: Layout) {
    this.#tree = tree;
    this.#layout = layout;
  }

  /** Compares, of which each put and delete has one. */
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
    for (const [name, { changes }] of this.#changes) if (changes.length > 0) written.add(name);
    return written;
  }

  /** All names that it looked at: it holds only as long as none of them is written by somebody else. */
  get touched(): ReadonlySet<Name> {
    return new Set(this.#changes.keys());
  }

  /** The same two of what the last assignment added or changed. */
  get added(): { readonly written: ReadonlySet<Name>; readonly touched: ReadonlySet<Name> } {
    const touched = new Set(this.#last?.changes.keys());
    const written = new Set(this.#last === undefined ? [] : [this.#last.name]);
    for (const name of touched) if ((this.#changes.get(name)?.changes.length ?? 0) > 0) written.add(name);
    return { written, touched };
  }

  /**
   * Adds a name, once. Returns why it cannot be written, and is then as before: what the layout refuses,
   * `SKY_SKYDNS_ZONE`, `SKY_SKYDNS_TAKEN`.
   */
  add({ name, recordSets }: Assignment): Problem | undefined {
    const { options } = this.#tree;
    this.#last = undefined;
    const [refused] = this.#layout.refusals(recordSets);
    if (refused !== undefined) return refused;
    if (!isWritable(name, options.zones)) return outside(name);
    // A zone's own assignment decides over what stands there.
    if (zoneOfSatellite(name, options.zones) !== undefined) return undefined;
    const parts = this.#layout.partsOf(name, recordSets);
    const expected = parts.map((part): [Name, Expected] => [part.node, { part, keys: this.#keysOf(part) }]);
    for (const [, each] of expected) {
      const taken = this.#takenKey(each);
      if (taken !== undefined) return taken;
    }
    this.#assigned.add(name);
    for (const [node, each] of expected) this.#expected.set(node, each);
    const others = this.#layout.scaffoldNames(name);
    const growth = (parts[0]?.records ?? 0) - (this.#tree.at(name)?.records ?? 0);
    const grown = [name, ...others];
    const nodes = parts.map(({ node }) => node);
    this.#last = { name, growth, grown, parts: nodes, changes: new Map() };
    for (const each of grown) this.#growth.set(each, (this.#growth.get(each) ?? 0) + growth);
    for (const changed of new Set([...nodes, ...others])) this.#compare(changed);
    return undefined;
  }

  /** Takes out what {@link add} added last; once. */
  undo(): void {
    const step = this.#last;
    if (step === undefined) return;
    this.#last = undefined;
    this.#assigned.delete(step.name);
    for (const node of step.parts) this.#expected.delete(node);
    for (const each of step.grown) this.#growth.set(each, (this.#growth.get(each) ?? 0) - step.growth);
    for (const [name, before] of step.changes) this.#set(name, before);
  }

  /** Looks at a name without assigning it: whether its scaffolding is as it should be. */
  inspect(name: Name): void {
    if (isWritable(name, this.#tree.options.zones)) this.#compare(name);
  }

  plan(): KeyPlan {
    return planOf(this.#changes.values(), this.#assigned);
  }

  #keysOf(part: Part): ReadonlyMap<string, string> {
    return part.records === 0 ? NO_KEYS : part.keys(surroundingsOf(part.node, this.#tree));
  }

  /** Finds the changes at one node anew. */
  #compare(name: Name): void {
    if (this.#last !== undefined && !this.#last.changes.has(name)) {
      this.#last.changes.set(name, this.#changes.get(name));
    }
    this.#set(name, this.#changesAt(name));
  }

  #set(name: Name, next: NodeChanges | undefined): void {
    const before = this.#changes.get(name);
    if (before === next && next !== undefined) return;
    if (before !== undefined) this.#count(before, -1);
    if (next === undefined) this.#changes.delete(name);
    else {
      this.#changes.set(name, next);
      this.#count(next, 1);
    }
  }

  #count({ changes, relied }: NodeChanges, step: 1 | -1): void {
    this.#size += step * (changes.length + relied.filter(({ changed }) => !changed).length);
    for (const { key, value = '', remainder } of changes) {
      // The key is in the compare, too.
      const octets = Buffer.byteLength(value) + Buffer.byteLength(remainder?.value ?? '');
      this.#bytes += step * (2 * Buffer.byteLength(key) + octets);
    }
  }

  #changesAt(name: Name): NodeChanges {
    const node = this.#tree.at(name);
    const expected = this.#expected.get(name);
    const zone = this.#tree.options.zones.find((each) => name === apexNode(each));
    if (zone !== undefined && hasForeignRecords(zone, this.#tree)) return this.#against(name, NO_KEYS);
    if (expected !== undefined && expected.part.records > 0) return this.#against(name, expected.keys);
    if (expected === undefined && this.#isSettledElsewhere(name, node)) return NO_CHANGES;
    if (!this.#isNeeded(name)) return this.#against(name, NO_KEYS);
    return this.#scaffoldAt(name, expected === undefined);
  }

  #scaffoldAt(name: Name, shared: boolean): NodeChanges {
    if (shared && this.#tree.scaffolded.has(name)) return NO_CHANGES;
    const known = this.#scaffolds.get(name);
    if (known !== undefined) return known;
    const keys = this.#layout.scaffoldAt(name, surroundingsOf(name, this.#tree));
    const found = this.#against(name, keys);
    this.#scaffolds.set(name, found);
    if (shared && found.changes.length === 0) this.#tree.scaffolded.add(name);
    return found;
  }

  #against(name: Name, keys: ReadonlyMap<string, string>): NodeChanges {
    return changesAt(this.#tree.at(name), keys, this.#tree);
  }

  /** Whether records stand at the node, or are about to, that no assignment of the draft speaks of. */
  #isSettledElsewhere(name: Name, node: Node | undefined): boolean {
    if ((node?.records ?? 0) > 0) return true;
    const zone = zoneOfSatellite(name, this.#tree.options.zones);
    if (zone === undefined) return false;
    // Until a zone is assigned its records may be where ExternalDNS had them, and would be hidden from here.
    if ((this.#tree.at(zone)?.records ?? 0) > 0) return true;
    for (const [id, entry] of node?.ids ?? []) {
      if (isOurs(entry) && isRecordType(parseId(id)?.kind)) return true;
    }
    return false;
  }

  /** Whether there are records at the name or below it once the draft is committed. */
  #isNeeded(name: Name): boolean {
    const { zones } = this.#tree.options;
    const measured = scaffoldedZone(name, zones) ?? name;
    const node = this.#tree.at(measured);
    return (node?.records ?? 0) + (node?.recordsBelow ?? 0) + (this.#growth.get(measured) ?? 0) > 0;
  }

  /** A key that the part needs and somebody else has. */
  #takenKey({ part, keys }: Expected): Problem | undefined {
    if (part.records === 0) return undefined;
    const leaf = this.#tree.at(part.node)?.leaf;
    if (part.exact && leaf !== undefined && !isOurs(leaf)) return taken(part.node, leaf);
    for (const key of keys.keys()) {
      const entry = this.#tree.get(key);
      if (entry !== undefined && !isOurs(entry)) return taken(part.node, entry);
    }
    return undefined;
  }
}

function outside(name: Name): Problem {
  return {
    code: 'SKY_SKYDNS_ZONE',
    message: `The name ${name} is outside of the zones of the output.`,
    hint: 'Add its zone to the output and to CoreDNS, or choose another name.',
  };
}

function taken(name: Name, entry: Entry): Problem {
  return {
    code: 'SKY_SKYDNS_TAKEN',
    message: `The key ${entry.key} that ${name} needs has a value of another owner.`,
    hint: 'Delete that key or take it over; what has another owner is never touched.',
  };
}
