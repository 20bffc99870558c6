import type { Name } from '../name/name.ts';
import type { Assignment, Observed, Outcome, Output, OutputListener } from '../output/output.ts';
import type { Problem } from '../problem.ts';
import type { RecordSet } from '../record/record-set.ts';

/** What one `apply` shall do instead of writing. */
export type Fault = 'failed' | 'conflict' | 'throw';

/** An output that keeps its records in memory, and on demand fails, drifts or holds foreign records. For tests. */
export class MemoryOutput implements Output {
  readonly name: string;
  readonly zones: readonly Name[];
  readonly defaultTtl = 300;
  readonly records = new Map<Name, readonly RecordSet[]>();
  readonly foreign = new Map<Name, readonly string[]>();
  /** Every state that a reader of a name could have seen, in order. */
  readonly history: Assignment[] = [];
  readonly faults = new Map<Name, Fault[]>();
  refusal: (sets: readonly RecordSet[]) => readonly Problem[] = () => [];
  ready = false;
  problem: Problem | undefined;
  #listener: OutputListener | undefined;

  constructor(name: string, zones: readonly Name[]) {
    this.name = name;
    this.zones = zones;
  }

  async start(listener: OutputListener): Promise<void> {
    this.#listener = listener;
  }

  async stop(): Promise<void> {
    this.#listener = undefined;
  }

  setReady(ready: boolean): void {
    this.ready = ready;
    this.#listener?.readiness(ready);
  }

  /** Somebody else changes what is there. */
  drift(name: Name, sets: readonly RecordSet[]): void {
    this.#put(name, sets);
    this.#listener?.dirty([name]);
  }

  observed(name: Name): Observed {
    return { recordSets: this.records.get(name) ?? [], foreign: this.foreign.get(name) ?? [] };
  }

  ownedNames(): Iterable<Name> {
    return [...this.records.keys()];
  }

  get ownedCount(): number {
    return this.records.size;
  }

  refuses(sets: readonly RecordSet[]): readonly Problem[] {
    return this.refusal(sets);
  }

  settled({ name, recordSets }: Assignment): boolean {
    return JSON.stringify(this.records.get(name) ?? []) === JSON.stringify(recordSets);
  }

  async apply(assignments: readonly Assignment[]): Promise<readonly Outcome[]> {
    return assignments.map(({ name, recordSets }) => {
      const fault = this.faults.get(name)?.shift();
      if (fault === 'throw') throw new Error('out of order');
      if (fault === 'conflict') return { name, result: 'conflict' };
      if (fault === 'failed') {
        return {
          name,
          result: 'failed',
          problem: { code: 'SKY_TEST', message: 'It failed.', hint: 'Wait.' },
        };
      }
      this.#put(name, recordSets);
      this.history.push({ name, recordSets });
      return { name, result: 'done' };
    });
  }

  #put(name: Name, sets: readonly RecordSet[]): void {
    if (sets.length === 0) this.records.delete(name);
    else this.records.set(name, sets);
  }
}
