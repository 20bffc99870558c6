import type { Clock } from '../clock.ts';
import type { Name } from '../name/name.ts';
import type { Problem } from '../problem.ts';
import { IdentifiedNames } from './name-set-id.ts';

export interface DeletionLimits {
  /** The part of an output's names, 0 to 1, that may be deleted within the window. 1 lets everything pass. */
  readonly share: number;
  /** So many may always be deleted, whatever their share: small outputs change as a whole. */
  readonly atLeast: number;
  /**
   * Ids of stopped deletions that somebody has looked at and lets pass. Each stands for exactly the names that
   * were stopped then: with one name more or less it has no effect.
   */
  readonly release?: readonly string[];
}

export const defaultDeletionLimits: DeletionLimits = { share: 0.5, atLeast: 20 };

/** A mass deletion that somebody let pass. */
export interface ReleasedDeletion {
  readonly id: string;
  readonly names: number;
}

/** Deletions within this time count as one event. Milliseconds. */
const WINDOW = 60_000;

/**
 * Stops a mass deletion: when more names would go within a minute than the limits allow, those that did not
 * go yet stay, until they are released, the limits are widened or the names are wanted again. Waiting does
 * not wear it down.
 */
export class DeletionGuard {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #stopped = new IdentifiedNames();
  /** Names that may go because their deletion was released; no limit counts them. */
  readonly #passes = new Set<Name>();
  /** Deletions let through by the limits, with the time; a retried one counts once. */
  readonly #admitted = new Map<Name, number>();
  #released: ReleasedDeletion | undefined;
  limits: DeletionLimits;

  constructor(limits: DeletionLimits, clock: Pick<Clock, 'now'>) {
    this.limits = limits;
    this.#clock = clock;
  }

  /** The names that it keeps from being deleted. */
  get stopped(): ReadonlySet<Name> {
    return this.#stopped.names;
  }

  /** By which the stopped deletion can be released; changes with the names in it. */
  get id(): string {
    return this.#stopped.id;
  }

  /** The mass deletion that was released last. */
  get released(): ReleasedDeletion | undefined {
    return this.#released;
  }

  /**
   * Decides over deletions that are due together, and returns the names that may go: beyond what was released
   * before, all that are stopped pass or none. `owned` is how many names the output has now.
   */
  admit(names: readonly Name[], owned: number): ReadonlySet<Name> {
    const undecided = names.filter((name) => !this.#passes.has(name));
    const passing = names.filter((name) => this.#passes.has(name));
    for (const name of undecided) this.#stopped.add(name);
    this.#forgetAdmitted();
    if (undecided.length > 0 && (this.#isReleased() || this.#isWithinLimits(owned))) {
      passing.push(...this.stopped);
      this.#stopped.clear();
    }
    return new Set(passing);
  }

  /** The name is not to be deleted any more. Returns whether it had been stopped. */
  withdraw(name: Name): boolean {
    this.#passes.delete(name);
    return this.#stopped.delete(name);
  }

  problem(owned: number): Problem {
    return {
      code: 'SKY_MASS_DELETION',
      message: `${this.stopped.size} of ${owned} names would be deleted, more than the limit of ${this.#limit(owned)}; all of them stay.`,
      hint: `See why their objects are gone. If it is meant, let just these pass: guards.massDeletion.release: ["${this.id}"] in the configuration, or the variable SKYWRITER_RELEASE_DELETIONS=${this.id}.`,
    };
  }

  #isReleased(): boolean {
    const { release = [] } = this.limits;
    if (release.length === 0) return false;
    // After a restart, a part of them may have passed within the limits before the rest was known.
    const ids = [this.#stopped.id, this.#stopped.idWith(this.#admitted.keys())];
    const id = ids.find((one) => release.includes(one));
    if (id === undefined) return false;
    this.#released = { id, names: this.stopped.size };
    for (const name of this.stopped) this.#passes.add(name);
    return true;
  }

  #isWithinLimits(owned: number): boolean {
    if (this.#admitted.size + this.stopped.size > this.#limit(owned + this.#admitted.size)) return false;
    for (const name of this.stopped) this.#admitted.set(name, this.#clock.now());
    return true;
  }

  /** What is long ago, and what is tried again and counted with the stopped. */
  #forgetAdmitted(): void {
    const since = this.#clock.now() - WINDOW;
    for (const [name, at] of this.#admitted) {
      if (at <= since || this.stopped.has(name)) this.#admitted.delete(name);
    }
  }

  #limit(names: number): number {
    return Math.max(this.limits.atLeast, Math.floor(names * this.limits.share));
  }
}

/** What is said of one name among those that are stopped; how many they are is the output's to say. */
export const stoppedName: Problem = {
  code: 'SKY_MASS_DELETION',
  message: 'The name stays, for it would be deleted with more others at once than the limit allows.',
  hint: 'The log, /readyz and `skywriter plan` say how many they are, and how to let them pass.',
};
