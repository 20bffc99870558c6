const MOST = 512;

/** The names that were asked for last, and how often; no more of them than memory is for. */
export class RecentNames {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    const count = this.#counts.get(name) ?? 0;
    // Last again, so that the first is the one that was not asked for the longest time.
    this.#counts.delete(name);
    this.#counts.set(name, count + 1);
    if (this.#counts.size <= MOST) return;
    const [oldest] = this.#counts.keys();
    if (oldest !== undefined) this.#counts.delete(oldest);
  }

  count(name: string): number {
    return this.#counts.get(name.toLowerCase()) ?? 0;
  }
}
