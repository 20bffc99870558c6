/** The last lines that a process wrote: enough to explain a failed start, never enough to fill the memory. */
export class OutputTail {
  readonly #limit: number;
  #text = '';

  constructor(limit = 32_768) {
    this.#limit = limit;
  }

  add(chunk: Buffer | string): void {
    this.#text += chunk.toString();
    if (this.#text.length > 2 * this.#limit) this.#text = this.#text.slice(-this.#limit);
  }

  /** The newest `lines` lines; a line that was cut in front is left out. */
  last(lines = 40): string {
    const kept = this.#text.slice(-this.#limit);
    const all = kept.trimEnd().split('\n');
    if (kept.length < this.#text.length) all.shift();
    return all.slice(-lines).join('\n');
  }

  toString(): string {
    return this.last(Number.POSITIVE_INFINITY);
  }
}
