import type { Clock } from '../clock.ts';
import type { Name } from '../name/name.ts';
import { type BackoffLimits, backoffDelay } from './backoff.ts';

/** Why a name is dirty: since when an object asks for something else, or that something was observed. */
export interface Cause {
  /** Clock time of the object event, milliseconds; undefined for drift, retries and resynchronisation. */
  readonly since: number | undefined;
}

/**
 * The dirty names of one output. A name is in it once, however often it is reported; while it is being
 * written it waits, and after a failure it rests for its own backoff, which concerns no other name.
 */
export class NameQueue {
  readonly #clock: Clock;
  readonly #limits: BackoffLimits;
  readonly #due = new Map<Name, Cause>();
  readonly #busy = new Map<Name, Cause | undefined>();
  readonly #resting = new Map<Name, { cancel: () => void; cause: Cause }>();
  readonly #failures = new Map<Name, number>();
  readonly #onDue: () => void;

  constructor(options: { clock: Clock; limits: BackoffLimits; onDue: () => void }) {
    this.#clock = options.clock;
    this.#limits = options.limits;
    this.#onDue = options.onDue;
  }

  /** Names that are due, being written, or resting after a failure. */
  get size(): number {
    return this.#due.size + this.#busy.size + this.#resting.size;
  }

  get dueCount(): number {
    return this.#due.size;
  }

  add(name: Name, cause: Cause): void {
    const resting = this.#resting.get(name);
    if (resting !== undefined) {
      resting.cause = earliest(resting.cause, cause);
    } else if (this.#busy.has(name)) {
      this.#busy.set(name, earliest(this.#busy.get(name), cause));
    } else {
      this.#due.set(name, earliest(this.#due.get(name), cause));
      this.#onDue();
    }
  }

  /** Takes up to `limit` due names; each is busy until `finished` or `failed`. */
  take(limit: number): { name: Name; cause: Cause }[] {
    const taken: { name: Name; cause: Cause }[] = [];
    for (const [name, cause] of this.#due) {
      if (taken.length >= limit) break;
      this.#due.delete(name);
      this.#busy.set(name, undefined);
      taken.push({ name, cause });
    }
    return taken;
  }

  /** The name needs no more work, unless it was reported dirty meanwhile. */
  finished(name: Name): void {
    this.#failures.delete(name);
    this.#release(name);
  }

  /** The attempt failed: the name rests, then is due again with the same cause. */
  failed(name: Name, cause: Cause): void {
    const failures = (this.#failures.get(name) ?? 0) + 1;
    this.#failures.set(name, failures);
    const meanwhile = this.#busy.get(name);
    this.#busy.delete(name);
    const cancel = this.#clock.after(backoffDelay(failures, this.#limits, this.#clock), () =>
      this.#wake(name),
    );
    this.#resting.set(name, { cancel, cause: earliest(meanwhile, cause) });
  }

  /** Ends all rests: what made the names fail is known to be over. */
  wakeAll(): void {
    for (const name of [...this.#resting.keys()]) this.#wake(name);
  }

  clear(): void {
    for (const { cancel } of this.#resting.values()) cancel();
    this.#resting.clear();
    this.#due.clear();
    this.#failures.clear();
  }

  #wake(name: Name): void {
    const resting = this.#resting.get(name);
    if (resting === undefined) return;
    resting.cancel();
    this.#resting.delete(name);
    this.add(name, resting.cause);
  }

  #release(name: Name): void {
    const again = this.#busy.get(name);
    this.#busy.delete(name);
    if (again !== undefined) this.add(name, again);
  }
}

function earliest(a: Cause | undefined, b: Cause): Cause {
  if (a?.since === undefined) return b.since === undefined ? (a ?? b) : b;
  return b.since === undefined || a.since <= b.since ? a : b;
}
