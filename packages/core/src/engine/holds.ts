import type { Clock } from '../clock.ts';
import type { Name } from '../name/name.ts';

/** What becomes of records that are held because their objects have no targets. */
export interface HoldLimits {
  /** After so many milliseconds they are stale. */
  readonly maxStaleness: number;
  /** What is stale stays, and is told anew; or it goes. */
  readonly whenStale: 'keep' | 'withdraw';
}

export interface HoldsOptions {
  readonly limits: HoldLimits | undefined;
  readonly clock: Clock;
  /** The name has become stale. */
  readonly onStale: (name: Name) => void;
}

interface Hold {
  /** Clock time, milliseconds. */
  readonly since: number;
  readonly cancel: () => void;
}

/** Since when the names of one output have been held. It counts from the start of the program. */
export class Holds {
  readonly #options: HoldsOptions;
  readonly #holds = new Map<Name, Hold>();

  constructor(options: HoldsOptions) {
    this.#options = options;
  }

  /** Clock time since which the one that is held longest has been held; undefined if none is. */
  get oldest(): number | undefined {
    let oldest: number | undefined;
    for (const { since } of this.#holds.values()) oldest = Math.min(since, oldest ?? since);
    return oldest;
  }

  /** Whether there is something to hold at the name because its objects have no targets. */
  note(name: Name, held: boolean): void {
    const hold = this.#holds.get(name);
    if (held === (hold !== undefined)) return;
    hold?.cancel();
    this.#holds.delete(name);
    if (!held) return;
    const { clock, limits, onStale } = this.#options;
    const cancel = limits === undefined ? () => {} : clock.after(limits.maxStaleness, () => onStale(name));
    this.#holds.set(name, { since: clock.now(), cancel });
  }

  /** What is to become of what is held at the name; undefined while it is fresh. */
  stale(name: Name): HoldLimits['whenStale'] | undefined {
    const { clock, limits } = this.#options;
    const since = this.#holds.get(name)?.since;
    if (limits === undefined || since === undefined) return undefined;
    return clock.now() - since >= limits.maxStaleness ? limits.whenStale : undefined;
  }

  stop(): void {
    for (const { cancel } of this.#holds.values()) cancel();
    this.#holds.clear();
  }
}
