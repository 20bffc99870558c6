import type { Clock } from '../clock.ts';
import type { Name } from '../name/name.ts';
import type { Problem } from '../problem.ts';

export interface DeletionLimits {
  /** The part of an output's names, 0 to 1, that may be deleted within the window. 1 lets everything pass. */
  readonly share: number;
  /** So many may always be deleted, whatever their share: small outputs change as a whole. */
  readonly atLeast: number;
}

export const defaultDeletionLimits: DeletionLimits = { share: 0.5, atLeast: 20 };

/** Deletions within this time count as one event. Milliseconds. */
const WINDOW = 60_000;

/**
 * Stops a mass deletion: when more names would go within a minute than the limits allow, those that did not
 * go yet stay, until the limits are widened or the names are wanted again. Waiting does not wear it down.
 */
export class DeletionGuard {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #stopped = new Set<Name>();
  /** Deletions let through, with the time; a retried one counts once. */
  readonly #admitted = new Map<Name, number>();
  limits: DeletionLimits;

  constructor(limits: DeletionLimits, clock: Pick<Clock, 'now'>) {
    this.limits = limits;
    this.#clock = clock;
  }

  /** The names that it keeps from being deleted. */
  get stopped(): ReadonlySet<Name> {
    return this.#stopped;
  }

  /**
   * Decides over deletions that are due together; all pass or none. `owned` is how many names the output
   * has now.
   */
  admit(names: readonly Name[], owned: number): boolean {
    if (names.length === 0) return true;
    for (const name of names) this.#stopped.add(name);
    const since = this.#clock.now() - WINDOW;
    for (const [name, at] of this.#admitted)
      if (at <= since || this.#stopped.has(name)) this.#admitted.delete(name);
    if (this.#admitted.size + this.#stopped.size > this.#limit(owned + this.#admitted.size)) return false;
    for (const name of names) {
      this.#stopped.delete(name);
      this.#admitted.set(name, this.#clock.now());
    }
    return true;
  }

  /** The name is not to be deleted any more. Returns whether it had been stopped. */
  release(name: Name): boolean {
    return this.#stopped.delete(name);
  }

  problem(owned: number): Problem {
    return {
      code: 'SKY_MASS_DELETION',
      message: `${this.#stopped.size} of ${owned} names would be deleted, more than the limit of ${this.#limit(owned)}.`,
      hint: 'If that is meant, set guards.massDeletion.share to 1; else see why their objects are gone.',
    };
  }

  #limit(names: number): number {
    return Math.max(this.limits.atLeast, Math.floor(names * this.limits.share));
  }
}
