import type { Claim, Name, Output, RecordType } from '@skywriter/core';

/** Record sets by type: what objects ask for, what is there of ours, and what is both. */
export interface RecordCounts {
  readonly source: ReadonlyMap<RecordType, number>;
  readonly registry: ReadonlyMap<RecordType, number>;
  readonly verified: ReadonlyMap<RecordType, number>;
}

export const noRecords: RecordCounts = { source: new Map(), registry: new Map(), verified: new Map() };

/** Of an engine, what is counted. */
interface Countable {
  readonly names: Iterable<Name>;
  claimsTo(name: Name): readonly Pick<Claim, 'type' | 'targets'>[];
  readonly outputs: Iterable<{ readonly output: Pick<Output, 'observed' | 'ownedNames'> }>;
}

/** Counts over all names; the work grows with them, so this is for whoever asks now and then. */
export function countRecords(engine: Countable): RecordCounts {
  const counts = { source: new Counter(), registry: new Counter(), verified: new Counter() };
  const outputs = [...engine.outputs].map(({ output }) => output);
  for (const name of engine.names) {
    const claims = engine.claimsTo(name).filter(({ targets }) => targets.length > 0);
    const wanted = new Set(claims.flatMap(({ type }) => type ?? []));
    const there = new Set(
      outputs.flatMap((output) => output.observed(name).recordSets.map(({ type }) => type)),
    );
    for (const type of wanted) {
      counts.source.add(type);
      if (there.has(type)) counts.verified.add(type);
    }
  }
  for (const output of outputs) {
    for (const name of output.ownedNames()) {
      for (const { type } of output.observed(name).recordSets) counts.registry.add(type);
    }
  }
  return counts;
}

class Counter extends Map<RecordType, number> {
  add(type: RecordType): void {
    this.set(type, (this.get(type) ?? 0) + 1);
  }
}
