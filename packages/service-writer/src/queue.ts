/** Runs tasks one after the other where they have a key in common, and at once where they have none. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Never rejects by a task that ran before. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const running = before.then(task, task);
    this.#tails.set(key, running);
    try {
      return await running;
    } finally {
      if (this.#tails.get(key) === running) this.#tails.delete(key);
    }
  }

  isBusy(key: string): boolean {
    return this.#tails.has(key);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#tails.values());
  }
}
