/** So many at once, and one more each `interval` milliseconds. */
export interface Rate {
  readonly burst: number;
  readonly interval: number;
}

/** Bounds a rate. Told the time, it keeps no timer. */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #at: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /** Takes a token; returns whether there was one. */
  take(now: number): boolean {
    this.#refill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** When the next token is there: now, or later. */
  availableAt(now: number): number {
    this.#refill(now);
    // Rounded up, or a timer could fire a fraction too early for ever.
    return this.#tokens >= 1 ? now : now + Math.ceil((1 - this.#tokens) * this.#rate.interval);
  }

  #refill(now: number): void {
    const { burst, interval } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + (now - this.#at) / interval);
    this.#at = now;
  }
}
