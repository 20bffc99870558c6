import { namespaceOf } from './event.ts';
import { Recent } from './recent.ts';
import type { Series } from './series.ts';

/** Series that are to be written, each when it is due. Bounded: the oldest one makes room. */
export class EventQueue {
  readonly #due = new Map<Series, number>();
  readonly #barred: Recent<string, number>;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
    this.#barred = new Recent(most);
  }

  get size(): number {
    return this.#due.size;
  }

  /** Whether writing is forbidden anywhere, as far as is known. */
  get isBarred(): boolean {
    return this.#barred.size > 0;
  }

  /** Adds a series, or leaves it to its time if it waits already. Returns what had to make room for it. */
  add(series: Series, due: number): Series | undefined {
    if (this.#due.has(series)) return undefined;
    this.#due.set(series, due);
    if (this.#due.size <= this.#most) return undefined;
    const [oldest] = this.#due.keys();
    if (oldest !== undefined) this.#due.delete(oldest);
    return oldest;
  }

  remove(series: Series): void {
    this.#due.delete(series);
  }

  /** Nothing of the namespace is due before then. */
  bar(namespace: string, until: number): void {
    this.#barred.set(namespace, until);
  }

  unbar(namespace: string): void {
    this.#barred.delete(namespace);
  }

  /** What is due first, and when; of several the one that waits longest. */
  first(): { readonly series: Series; readonly due: number } | undefined {
    let first: { series: Series; due: number } | undefined;
    for (const [series, own] of this.#due) {
      const due = Math.max(own, this.#barred.peek(namespaceOf(series)) ?? 0);
      if (first === undefined || due < first.due) first = { series, due };
    }
    return first;
  }
}
