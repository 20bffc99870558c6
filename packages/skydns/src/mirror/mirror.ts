import { type Assignment, type Name, type Observed, parseName, type Result, success } from '@skywriter/core';
import { canonicalLayout } from '../layout/canonical.ts';
import { externalDnsLayout } from '../layout/external-dns.ts';
import type { Layout } from '../layout/layout.ts';
import type { LayoutOptions } from '../layout/options.ts';
import { provenanceOf } from '../layout/provenance.ts';
import { isWritable } from '../layout/reading.ts';
import { zoneOfSatellite, zoneScaffolds } from '../layout/scaffold.ts';
import { parseMessage } from '../message/message.ts';
import { Draft } from './draft.ts';
import type { KeyPlan } from './key-plan.ts';
import { type Entry, entriesOf, isOurs, type Node, nameOf } from './node.ts';
import { observedAt } from './observed.ts';
import { Tally } from './tally.ts';
import { Tree } from './tree.ts';

/** A key that is not as it was; deleted where the value is undefined. */
export interface KeyChange {
  readonly key: string;
  readonly value: string | undefined;
  readonly modRevision: string;
}

/**
 * All that etcd holds below the prefix, as an output sees it: ours, foreign, malformed. Pure: it is told what
 * changes, and answers what that means. A change costs what its name has labels, never more.
 */
export class Mirror {
  /** Keys of others. */
  readonly foreign = new Tally();
  /** Keys whose value CoreDNS cannot read: it answers SERVFAIL for every name above them. */
  readonly malformed = new Tally();
  readonly layout: Layout;
  readonly #tree: Tree;
  /** Keys that can stand in no tree of names, with their values. */
  readonly #strange = new Map<string, string>();
  #changed = new Set<string>();
  #unsure = new Set<string>();

  constructor(options: LayoutOptions) {
    this.layout = layoutOf(options);
    this.#tree = new Tree(options, {
      added: ({ key, kind }, reason) => this.#tallyOf(kind)?.add(key, reason),
      removed: ({ key, kind }) => this.#tallyOf(kind)?.delete(key),
      unsure: (node) => this.#unsure.add(nameOf(node)),
      claimed: (node) => this.#changed.add(nameOf(node)),
      regrouped: (node) => this.#regrouped(node),
    });
  }

  /**
   * Takes over changes, in order. Returns the names at which something is not as it was, and those whose
   * scaffolding is not as it should be any more.
   */
  apply(changes: Iterable<KeyChange>): Set<Name> {
    for (const change of changes) this.#applyOne(change);
    const dirty = new Set<Name>();
    for (const text of this.#changed) {
      const name = this.#spokenFor(text);
      if (name !== undefined) dirty.add(name);
    }
    for (const text of withScaffolds(this.#unsure, this.#tree.options.zones)) {
      const name = this.#spokenFor(text);
      if (name !== undefined && !dirty.has(name) && !this.#isScaffolded(text)) dirty.add(name);
    }
    this.#changed = new Set();
    this.#unsure = new Set();
    return dirty;
  }

  observed(name: Name): Observed {
    return observedAt(name, this.#tree);
  }

  /** Every name with a key of ours, scaffolding included. */
  *ownedNames(): Generator<Name> {
    for (const node of this.#tree.totals.owned) {
      const text = nameOf(node);
      const name = this.#spokenFor(text);
      if (name === text) yield name;
    }
  }

  /** How many names have records of ours. */
  get ownedCount(): number {
    return this.#tree.totals.named;
  }

  /** Whether every key of the name, and of the scaffolding that it needs, is as it should be. */
  settled(assignment: Assignment): boolean {
    const draft = this.draft();
    return draft.add(assignment) === undefined && draft.size === 0;
  }

  draft(): Draft {
    return new Draft(this.#tree, this.layout);
  }

  /** The name whose key of ours would change by this; undefined for a key that is not ours, or stays. */
  driftOf(key: string, value: string | undefined): Name | undefined {
    const entry = this.#tree.get(key);
    if (entry === undefined || !isOurs(entry) || entry.value === value) return undefined;
    return this.#spokenFor(nameOf(entry.holder));
  }

  /**
   * The name of ours to which a key belongs that another program wrote; whether it is an entry of the registry;
   * and whether the name has records in ExternalDNS's form, without what Skywriter adds.
   */
  rivalAt(key: string): { name: Name; entry: boolean; records: boolean } | undefined {
    const at = this.#tree.get(key);
    const name = at === undefined || !isOurs(at) ? undefined : this.#spokenFor(nameOf(at.holder));
    if (at === undefined || name === undefined) return undefined;
    const records = [...entriesOf(at.holder)].some(isRivals);
    return { name, entry: at.kind === 'entry' && !isSkywriters(at), records };
  }

  /** The change that would bring the key to where it is, as far as is known. */
  at(key: string): KeyChange {
    const entry = this.#tree.get(key);
    return { key, value: entry?.value ?? this.#strange.get(key), modRevision: entry?.modRevision ?? '0' };
  }

  #applyOne({ key, value, modRevision }: KeyChange): void {
    if (!this.#tree.holds(key)) {
      this.#applyStrange(key, value);
      return;
    }
    const entry = this.#tree.get(key);
    if (entry?.value === value) {
      if (entry !== undefined) entry.modRevision = modRevision;
      return;
    }
    this.#note(key);
    if (value === undefined) this.#tree.delete(key);
    else {
      this.#tree.put(key, value, modRevision);
      this.#note(key);
    }
  }

  #applyStrange(key: string, value: string | undefined): void {
    if (this.#strange.delete(key)) this.foreign.delete(key);
    if (value === undefined) return;
    this.#strange.set(key, value);
    this.foreign.add(key, 'not the key of a name');
  }

  /** The name of ours whose assignment decides over a node: a zone's for its addresses and name servers. */
  #spokenFor(text: string): Name | undefined {
    const { zones } = this.#tree.options;
    const name = zoneOfSatellite(text, zones) ?? asName(text);
    return name !== undefined && isWritable(name, zones) ? name : undefined;
  }

  /** Marks the names that the key speaks of now. */
  #note(key: string): void {
    const node = this.#tree.nodeOf(key);
    if (node === undefined) return;
    this.#changed.add(nameOf(node));
    if (node.leaf?.key === key && node.leaf.holder !== node) this.#changed.add(nameOf(node.leaf.holder));
    // Below the place of a zone's addresses any key is one of them.
    if (node.parent !== undefined) {
      const zone = zoneOfSatellite(nameOf(node.parent), this.#tree.options.zones);
      if (zone !== undefined) this.#changed.add(zone);
    }
  }

  #regrouped(node: Node): void {
    this.#changed.add(nameOf(node));
    for (const child of node.children?.values() ?? []) {
      if (child.leaf !== undefined && isOurs(child.leaf)) this.#changed.add(nameOf(child));
    }
  }

  #isScaffolded(text: string): boolean {
    const name = asName(text);
    const draft = this.draft();
    if (name !== undefined) draft.inspect(name);
    return draft.size === 0;
  }

  #tallyOf(kind: string): Tally | undefined {
    if (kind === 'foreign') return this.foreign;
    return kind === 'malformed' ? this.malformed : undefined;
  }
}

function isRivals({ key, kind, value }: Entry): boolean {
  if (kind !== 'record' && kind !== 'unreadable') return false;
  return !key.slice(key.lastIndexOf('/')).startsWith('/#') && !isSkywriters({ value });
}

/** Whether a Skywriter wrote it, perhaps one that led before: ExternalDNS knows neither origins nor types. */
function isSkywriters({ value }: Pick<Entry, 'value'>): boolean {
  const message = parseMessage(value);
  if (!message.ok) return false;
  const { origins, type } = provenanceOf(message.value);
  return origins !== undefined || type !== undefined;
}

const layouts = { canonical: canonicalLayout, 'external-dns': externalDnsLayout };

function layoutOf(options: LayoutOptions): Layout {
  return layouts[options.layout ?? 'canonical'](options);
}

/** What one transaction must do to set one name. The reason when it cannot be: see {@link Draft.add}. */
export function planKeys(assignment: Assignment, mirror: Mirror): Result<KeyPlan> {
  const draft = mirror.draft();
  const problem = draft.add(assignment);
  return problem === undefined ? success(draft.plan()) : { ok: false, problem };
}

/** A zone's own scaffolding is needed as long as the zone is. */
function* withScaffolds(names: Iterable<string>, zones: readonly Name[]): Generator<string> {
  for (const name of names) {
    yield name;
    const zone = zones.find((each) => each === name);
    if (zone !== undefined) yield* zoneScaffolds(zone);
  }
}

function asName(text: string): Name | undefined {
  const name = parseName(text);
  return name.ok && name.value === text ? name.value : undefined;
}
