import {
  type Assignment,
  type Name,
  parseName,
  type RecordSet,
  type RecordType,
  unwrap,
} from '@skywriter/core';
import { answerSync } from '../answer/answer.ts';
import { keySource } from '../answer/key-source.ts';
import { parsePrefix } from '../key/key.ts';
import type { LayoutOptions } from '../layout/options.ts';
import { Mirror, planKeys } from '../mirror/mirror.ts';
import { KeyStore } from './key-store.ts';

export const prefix = parsePrefix('/skydns');

export function name(text: string): Name {
  return unwrap(parseName(text));
}

/** One record set; each target has one origin. */
export function recordSet(owner: string, type: RecordType, ...values: readonly string[]): RecordSet {
  const targets = [...values].sort().map((value) => ({ value, origins: ['Ingress/shop/front#rule'] }));
  return { name: name(owner), type, ttl: 60, targets };
}

/** An owner's mirror over a store that others may share; what it commits and what others write reaches it. */
export class World {
  readonly store: KeyStore;
  readonly mirror: Mirror;
  readonly layout: LayoutOptions;

  constructor(
    zones: readonly string[],
    { store = new KeyStore(), ...layout }: Partial<Omit<LayoutOptions, 'zones'>> & { store?: KeyStore } = {},
  ) {
    this.store = store;
    this.layout = { prefix, owner: 'k2s', defaultTtl: 300, ...layout, zones: zones.map(name) };
    this.mirror = new Mirror(this.layout);
    this.catchUp();
  }

  /** Learns everything that is in the store. */
  catchUp(): ReadonlySet<Name> {
    return this.mirror.apply([...this.store.entries].map(([key, entry]) => ({ key, ...entry })));
  }

  /** Others write. */
  foreign(...writes: readonly (readonly [key: string, value: string | undefined])[]): ReadonlySet<Name> {
    return this.mirror.apply(this.store.write(writes));
  }

  /** Sets a name, and then whatever became dirty, until nothing is. */
  assign(...assignments: readonly Assignment[]): void {
    const wanted = new Map(assignments.map((assignment) => [assignment.name, assignment]));
    const dirty = new Set(wanted.keys());
    let rounds = 0;
    for (const next of dirty) {
      dirty.delete(next);
      rounds += 1;
      if (rounds > 1000) throw new Error(`${[...dirty, next].join(', ')} never settle`);
      for (const more of this.commit(wanted.get(next) ?? this.asObserved(next))) {
        if (more !== next && !this.mirror.settled(this.asObserved(more))) dirty.add(more);
      }
    }
  }

  /** One name, one transaction. Returns the names that became dirty. */
  commit(assignment: Assignment): ReadonlySet<Name> {
    const changes = this.store.commit(unwrap(planKeys(assignment, this.mirror)));
    if (changes === undefined) throw new Error(`conflict at ${assignment.name}`);
    return this.mirror.apply(changes);
  }

  /** What a reconciler assigns whose objects want just what is there. */
  asObserved(of: Name): Assignment {
    return { name: of, recordSets: this.mirror.observed(of).recordSets };
  }

  ask(
    question: string,
    type: string,
    zones: readonly string[] = this.layout.zones,
  ): ReturnType<typeof answerSync> {
    const keys = keySource([...this.store.entries].map(([key, { value }]) => ({ key, value })));
    return answerSync({ name: question, type }, { keys, zones, prefix, now: 0 });
  }
}
