import type { Name, Problem } from '@skywriter/core';

export interface RivalLimits {
  /** So many rewrites of one name by another program, each after one of ours … */
  readonly rewrites: number;
  /** … within this time are a struggle; and without any for as long it is over. Milliseconds. */
  readonly within: number;
  /** A name is left alone at most so long before it is tried again. Milliseconds. */
  readonly longest: number;
  /** How long after an entry of the registry the record may come for which it speaks. Milliseconds. */
  readonly pause: number;
}

/** ExternalDNS looks every minute unless told otherwise, and some people tell it five. */
export const rivalLimits: RivalLimits = {
  rewrites: 3,
  within: 15 * 60_000,
  longest: 4 * 3_600_000,
  pause: 60_000,
};

interface Struggle {
  /** When it was rewritten; those that are long past do not count any more. */
  times: number[];
  /** Whether we have written since. */
  answered: boolean;
  holds: number;
  heldUntil: number;
  pausedUntil: number;
}

/**
 * Names that another program rewrites under our owner, as an ExternalDNS does that nobody has stopped. Both
 * would write for ever: after some rounds we leave such a name as the other one wants it, try again after
 * a while, each time a longer one, and forget about it when nobody objects any more.
 */
export class Rivals {
  readonly #limits: RivalLimits;
  /** The ones that were heard of last are last. */
  readonly #struggles = new Map<Name, Struggle>();

  constructor(limits: RivalLimits) {
    this.#limits = limits;
  }

  /**
   * Another program wrote an entry of the registry for the name. ExternalDNS writes entries and records in any
   * order: were the entry taken away before its record is there, that record would be nobody's for ever.
   */
  announced(name: Name, now: number): void {
    this.#at(name, now).pausedUntil = now + this.#limits.pause;
  }

  /** Another program wrote records of the name. `now`: milliseconds, monotonic. */
  rewrote(name: Name, now: number): void {
    const { rewrites, within, longest } = this.#limits;
    const struggle = this.#at(name, now);
    if (now < struggle.heldUntil) {
      struggle.heldUntil = Math.max(struggle.heldUntil, now + within);
      return;
    }
    if (!struggle.answered) return;
    struggle.answered = false;
    struggle.times = [...struggle.times.filter((time) => time > now - within), now];
    // After a pause one round is enough to know that it goes on.
    if (struggle.times.length < rewrites && struggle.holds === 0) return;
    struggle.heldUntil = now + Math.min(longest, within * 2 ** struggle.holds);
    struggle.holds += 1;
    struggle.times = [];
  }

  /** We wrote the name. */
  wrote(name: Name): void {
    const struggle = this.#struggles.get(name);
    if (struggle !== undefined) struggle.answered = true;
  }

  /** Why the name is not to be written now. */
  problem(name: Name, owner: string, now: number): Problem | undefined {
    const struggle = this.#struggles.get(name);
    if (struggle === undefined || now >= Math.max(struggle.heldUntil, struggle.pausedUntil)) return undefined;
    return {
      code: 'SKY_SKYDNS_RIVAL',
      message: `Another program, most likely an ExternalDNS, writes ${name} under the owner ${owner}, too.`,
      hint: 'Stop it, or give it another owner; until then its records stay, and are taken over when it is quiet.',
    };
  }

  #at(name: Name, now: number): Struggle {
    this.#forgetOld(now);
    const never = Number.NEGATIVE_INFINITY;
    const struggle = this.#struggles.get(name) ?? {
      times: [],
      answered: true,
      holds: 0,
      heldUntil: never,
      pausedUntil: never,
    };
    this.#struggles.delete(name);
    this.#struggles.set(name, struggle);
    return struggle;
  }

  #forgetOld(now: number): void {
    for (const [name, { times, heldUntil, pausedUntil }] of this.#struggles) {
      if (Math.max(heldUntil, pausedUntil, times.at(-1) ?? heldUntil) > now - this.#limits.within) return;
      this.#struggles.delete(name);
    }
  }
}
