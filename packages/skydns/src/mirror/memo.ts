/** A function that remembers what it has answered of late: one change asks for the same few things again and again. */
export class Memo<T> {
  readonly #compute: (text: string) => T;
  readonly #limit: number;
  readonly #known = new Map<string, { readonly answer: T }>();

  /** `limit`: with so many answers it begins anew. */
  constructor(compute: (text: string) => T, limit: number) {
    this.#compute = compute;
    this.#limit = limit;
  }

  of(text: string): T {
    const known = this.#known.get(text);
    if (known !== undefined) return known.answer;
    const answer = this.#compute(text);
    if (this.#known.size === this.#limit) this.#known.clear();
    this.#known.set(text, { answer });
    return answer;
  }

  /** What it is computed from has changed. */
  forget(): void {
    this.#known.clear();
  }
}
