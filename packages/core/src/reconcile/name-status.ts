import { sameProblems } from '../claim/claim.ts';
import type { Name } from '../name/name.ts';
import type { Problem } from '../problem.ts';

/**
 * How a name of an output stands. `settled`: as it should be. `held`: its objects have no targets just now,
 * the last good records stay. `waiting`: they have none, and never had. `withheld`: policy, guard or another owner keeps it from what it should be.
 * `refused`: the output cannot serve what is asked for, or nobody may ask for it. `failed`: the write
 * failed and will be tried again.
 */
export const nameStates = ['settled', 'held', 'waiting', 'withheld', 'refused', 'failed'] as const;
export type NameState = (typeof nameStates)[number];

export interface NameStatus {
  readonly state: NameState;
  readonly problems: readonly Problem[];
  /** Clock time at which the name came into this state, milliseconds. */
  readonly since: number;
}

/** The status of every name of one output, with the counts by state kept up to date. */
export class NameStatuses {
  readonly #statuses = new Map<Name, NameStatus>();
  readonly #counts = new Map<NameState, number>(nameStates.map((state) => [state, 0]));

  get(name: Name): NameStatus | undefined {
    return this.#statuses.get(name);
  }

  count(state: NameState): number {
    return this.#counts.get(state) ?? 0;
  }

  entries(): Iterable<[Name, NameStatus]> {
    return this.#statuses.entries();
  }

  /** Sets a status; returns whether it differs from what it was in more than its age. */
  set(name: Name, next: NameStatus): boolean {
    const previous = this.#statuses.get(name);
    if (
      previous !== undefined &&
      previous.state === next.state &&
      sameProblems(previous.problems, next.problems)
    ) {
      return false;
    }
    this.#count(previous?.state, -1);
    this.#count(next.state, 1);
    const since = previous?.state === next.state ? previous.since : next.since;
    this.#statuses.set(name, { ...next, since });
    return true;
  }

  /** The name is neither wanted nor there any more. */
  forget(name: Name): void {
    this.#count(this.#statuses.get(name)?.state, -1);
    this.#statuses.delete(name);
  }

  #count(state: NameState | undefined, by: number): void {
    if (state !== undefined) this.#counts.set(state, this.count(state) + by);
  }
}
