import { uniqueProblems } from '../claim/claim.ts';
import type { Clock } from '../clock.ts';
import type { Name } from '../name/name.ts';
import type { Outcome, Output } from '../output/output.ts';
import { type DeletionGuard, stoppedName } from '../plan/deletion-guard.ts';
import { type NamePlan, type Policy, planName } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { RecordSet } from '../record/record-set.ts';
import { type Cause, NameQueue } from './name-queue.ts';
import { type NameState, NameStatuses } from './name-status.ts';

/** What a name of an output should have, from all claims to it. */
export interface Desired {
  readonly recordSets: readonly RecordSet[];
  /**
   * `held`: some of the records only stay because their object has no targets just now. `waiting`: objects
   * that want the name have no targets, and there is nothing to hold.
   */
  readonly lack?: 'held' | 'waiting' | undefined;
  /** Why less stands here than objects ask for. */
  readonly problems: readonly Problem[];
}

export interface ReconcilerListener {
  /** A name was written. `latency`: milliseconds since the object event, where an object caused it. */
  committed(event: { output: string; plan: NamePlan; latency: number | undefined }): void;
  /** The status of a name changed. */
  status(event: { output: string; name: Name; state: NameState; problems: readonly Problem[] }): void;
}

export interface ReconcilerOptions {
  readonly output: Output;
  readonly desired: (name: Name) => Desired;
  readonly policy: Policy;
  readonly guard: DeletionGuard;
  readonly clock: Clock;
  readonly listener: ReconcilerListener;
}

interface Work {
  readonly plan: NamePlan;
  readonly desired: Desired;
  readonly cause: Cause;
}

/** Names planned in one turn of the event loop; bounds how long it is blocked. */
const SLICE = 500;
/** Names handed to the output in one call. */
const BATCH = 256;
/** Calls to the output under way at once. */
const PARALLEL = 4;
const BACKOFF = { first: 50, longest: 30_000 };

/**
 * Keeps one output in step. The unit of work is one name: whatever happened to it, it is planned anew from
 * what it should be and what is there, and written as a whole. So the work is proportional to what changed.
 */
export class Reconciler {
  readonly statuses = new NameStatuses();
  readonly #options: ReconcilerOptions;
  readonly #queue: NameQueue;
  readonly #writes = new Map<Name, Work>();
  readonly #deletions = new Map<Name, Work>();
  #planned = 0;
  #inFlight = 0;
  #scheduled: (() => void) | undefined;
  #stopped = false;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    this.#queue = new NameQueue({ clock: options.clock, limits: BACKOFF, onDue: () => this.#schedule() });
  }

  /** Names not in step yet. */
  get pending(): number {
    return this.#queue.size;
  }

  /** How many times a name has been planned since the start: the measure of the work done. */
  get planned(): number {
    return this.#planned;
  }

  dirty(names: Iterable<Name>, since?: number): void {
    for (const name of names) this.#queue.add(name, { since });
  }

  /** The output became ready: what failed before may succeed now. */
  resume(): void {
    this.#queue.wakeAll();
    this.#schedule();
  }

  /** The limits of the guard were changed: what it stopped is decided anew. */
  reconsiderDeletions(): void {
    this.dirty([...this.#options.guard.stopped]);
  }

  /** The plan for one name, without doing anything about it. */
  plan(name: Name): { plan: NamePlan; desired: Desired } {
    const { output, policy } = this.#options;
    const desired = this.#options.desired(name);
    const wanted = desired.recordSets.map((set) =>
      set.ttl === undefined ? { ...set, ttl: output.defaultTtl } : set,
    );
    return { desired, plan: planName(name, wanted, { observed: output.observed(name), policy }) };
  }

  stop(): void {
    this.#stopped = true;
    this.#scheduled?.();
    this.#queue.clear();
  }

  #schedule(): void {
    if (this.#scheduled !== undefined || this.#stopped) return;
    this.#scheduled = this.#options.clock.after(0, () => {
      this.#scheduled = undefined;
      this.#turn();
    });
  }

  #turn(): void {
    if (this.#stopped || !this.#options.output.ready) return;
    for (const { name, cause } of this.#queue.take(SLICE)) this.#planOne(name, cause);
    if (this.#queue.dueCount > 0) this.#schedule();
    // The guard must see all deletions that are due together, or a large one would pass in small slices.
    else this.#admitDeletions();
    this.#dispatch();
  }

  #planOne(name: Name, cause: Cause): void {
    const { output, guard } = this.#options;
    const { plan, desired } = this.plan(name);
    this.#planned += 1;
    const gone = plan.after.length === 0;
    if (!gone && guard.withdraw(name)) this.reconsiderDeletions();
    const work = { plan, desired, cause };
    if (plan.changes.length === 0 && output.settled({ name, recordSets: plan.after })) {
      if (gone) guard.withdraw(name);
      this.#setStatus(work);
      this.#queue.finished(name);
    } else if (gone && plan.changes.length > 0) {
      this.#deletions.set(name, work);
    } else {
      this.#writes.set(name, work);
    }
  }

  #admitDeletions(): void {
    if (this.#deletions.size === 0) return;
    const { guard, output } = this.#options;
    const admitted = guard.admit([...this.#deletions.keys()], output.ownedCount);
    for (const [name, work] of this.#deletions) {
      if (admitted.has(name)) this.#writes.set(name, work);
      else {
        this.#report(name, 'withheld', [stoppedName]);
        this.#queue.finished(name);
      }
    }
    // Names that were stopped earlier pass together with these.
    this.dirty([...admitted].filter((name) => !this.#deletions.has(name)));
    this.#deletions.clear();
  }

  #dispatch(): void {
    while (this.#inFlight < PARALLEL && this.#writes.size > 0) {
      const batch: Work[] = [];
      for (const [name, work] of this.#writes) {
        if (batch.length === BATCH) break;
        this.#writes.delete(name);
        batch.push(work);
      }
      void this.#write(batch);
    }
  }

  async #write(batch: readonly Work[]): Promise<void> {
    this.#inFlight += 1;
    const assignments = batch.map(({ plan }) => ({ name: plan.name, recordSets: plan.after }));
    let outcomes: readonly Outcome[];
    try {
      outcomes = await this.#options.output.apply(assignments);
    } catch (error) {
      // An output answers for each name; that it throws is its defect and must not take the others along.
      outcomes = assignments.map(({ name }) => ({ name, result: 'failed', problem: thrown(error) }));
    }
    this.#inFlight -= 1;
    if (this.#stopped) return;
    for (const [index, work] of batch.entries()) this.#conclude(work, outcomes[index]);
    this.#dispatch();
  }

  #conclude(work: Work, outcome: Outcome | undefined): void {
    const { plan, cause } = work;
    const { clock, listener, output } = this.#options;
    if (outcome?.result === 'done') {
      const latency = cause.since === undefined ? undefined : clock.now() - cause.since;
      listener.committed({ output: output.name, plan, latency });
      this.#setStatus(work);
      this.#queue.finished(plan.name);
      return;
    }
    if (outcome?.result === 'failed') this.#report(plan.name, 'failed', [outcome.problem]);
    this.#queue.failed(plan.name, cause);
  }

  #setStatus({ plan, desired }: Work): void {
    const problems = uniqueProblems([...desired.problems, ...plan.withheld.map(({ problem }) => problem)]);
    if (plan.withheld.length > 0) this.#report(plan.name, 'withheld', problems);
    else if (desired.lack !== undefined) this.#report(plan.name, desired.lack, problems);
    else if (problems.length > 0) this.#report(plan.name, 'refused', problems);
    else if (plan.after.length > 0) this.#report(plan.name, 'settled', []);
    else this.statuses.forget(plan.name);
  }

  #report(name: Name, state: NameState, problems: readonly Problem[]): void {
    const { clock, listener, output } = this.#options;
    if (this.statuses.set(name, { state, problems, since: clock.now() })) {
      listener.status({ output: output.name, name, state, problems });
    }
  }
}

function thrown(error: unknown): Problem {
  return {
    code: 'SKY_OUTPUT_DEFECT',
    message: `The output failed: ${error instanceof Error ? error.message : String(error)}.`,
    hint: 'It is tried again; please report this as a defect.',
  };
}
