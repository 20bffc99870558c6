import type { Assignment, Name, Outcome, Problem } from '@skywriter/core';
import type { Draft } from '@skywriter/skydns';
import { type CommitContext, commitDraft } from './commit.ts';
import { exceedsLimits } from './limits.ts';
import { NameLocks } from './locks.ts';

/** Transactions under way at once. etcd orders them anyway; this only hides the way to it and back. */
const PARALLEL = 8;
/** Names looked at for one transaction; those that must wait for others are skipped. */
const REACH = 512;

interface Work {
  readonly assignment: Assignment;
  /** In a transaction of its own: others in the one before may have been in its way. */
  alone: boolean;
  readonly settle: (outcome: Outcome) => void;
}

/**
 * Sets names: many in one transaction, several transactions at once, each name whole in one of them. Names
 * that count on the same scaffolding are kept apart while it comes or goes.
 */
export class Writer {
  readonly #context: CommitContext;
  readonly #locks = new NameLocks();
  readonly #underWay = new Set<Promise<void>>();
  #queue: Work[] = [];
  #stopped: Problem | undefined;

  constructor(context: CommitContext) {
    this.#context = context;
  }

  apply(assignments: readonly Assignment[]): Promise<Outcome[]> {
    const outcomes = assignments.map(
      (assignment) =>
        new Promise<Outcome>((settle) => {
          this.#queue.push({ assignment, alone: false, settle });
        }),
    );
    this.#pump();
    return Promise.all(outcomes);
  }

  /** Lets what is under way end, and fails the rest. */
  async stop(problem: Problem): Promise<void> {
    this.#stopped = problem;
    this.#pump();
    await Promise.all(this.#underWay);
  }

  #pump(): void {
    if (this.#stopped !== undefined) {
      for (const work of this.#queue.splice(0)) fail(work, this.#stopped);
      return;
    }
    while (this.#underWay.size < PARALLEL && this.#queue.length > 0) {
      const batch = this.#nextBatch();
      if (batch === undefined) return;
      const ending: Promise<void> = this.#run(batch).then(() => {
        this.#underWay.delete(ending);
        this.#pump();
      });
      this.#underWay.add(ending);
    }
  }

  /** As many of the first names as go into one transaction now; undefined when all must wait for others. */
  #nextBatch(): { works: Work[]; draft: Draft } | undefined {
    const works: Work[] = [];
    const draft = this.#context.replica.mirror.draft();
    const rest: Work[] = [];
    const inBatch = new Set<Name>();
    let full = false;
    for (const [index, work] of this.#queue.entries()) {
      if (full || index >= REACH) {
        rest.push(...this.#queue.slice(index));
        break;
      }
      const { name } = work.assignment;
      // A second assignment for a name is for after the first.
      if (inBatch.has(name) || (work.alone && works.length > 0)) {
        rest.push(work);
        continue;
      }
      inBatch.add(name);
      const problem = draft.add(work.assignment);
      if (problem !== undefined) {
        fail(work, problem);
        continue;
      }
      const fits = works.length === 0 || !exceedsLimits(draft);
      // The others of the draft were admitted before, and nobody else has run since.
      if (fits && this.#locks.admits(draft.added)) {
        works.push(work);
        full = work.alone;
        continue;
      }
      rest.push(work);
      full = !fits;
      draft.undo();
    }
    this.#queue = rest;
    return works.length === 0 ? undefined : { works, draft };
  }

  async #run({ works, draft }: { works: readonly Work[]; draft: Draft }): Promise<void> {
    const release = this.#locks.hold(draft);
    const assignments = works.map(({ assignment }) => assignment);
    const verdicts = await commitDraft({ draft, assignments }, this.#context);
    release();
    for (const work of works) {
      const verdict = verdicts.get(work.assignment.name);
      if (verdict === 'again') {
        work.alone = true;
        this.#queue.push(work);
      } else if (verdict === 'done') {
        work.settle({ name: work.assignment.name, result: 'done' });
      } else if (verdict === 'conflict') {
        work.settle({ name: work.assignment.name, result: 'conflict' });
      } else if (verdict !== undefined) fail(work, verdict);
    }
  }
}

function fail({ assignment, settle }: Work, problem: Problem): void {
  settle({ name: assignment.name, result: 'failed', problem });
}
