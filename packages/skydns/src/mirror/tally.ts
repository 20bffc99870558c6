/** So many keys are named, which is enough to see what is going on; all of them are counted. */
const EXAMPLES = 100;

export interface KeyReason {
  readonly key: string;
  readonly reason: string;
}

/** Counts keys, and remembers some of them with the reason why they are counted. */
export class Tally {
  readonly #examples = new Map<string, string>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  get examples(): KeyReason[] {
    return [...this.#examples].map(([key, reason]) => ({ key, reason }));
  }

  add(key: string, reason: string): void {
    this.#count += 1;
    if (this.#examples.size < EXAMPLES) this.#examples.set(key, reason);
  }

  delete(key: string): void {
    this.#count -= 1;
    this.#examples.delete(key);
  }
}
