import type { Name } from '@skywriter/core';

/** What a transaction writes, and all that it looked at: it holds as long as nobody writes any of that. */
export interface Claimed {
  readonly written: Iterable<Name>;
  readonly touched: Iterable<Name>;
}

/**
 * Keeps transactions apart that are under way at once. Two names may share an ancestor whose scaffolding
 * only stays as it is; but while one brings or removes it, nobody else may count on it.
 */
export class NameLocks {
  readonly #written = new Map<Name, number>();
  readonly #touched = new Map<Name, number>();

  /** Whether nobody writes one of the names now. */
  areFree(names: Iterable<Name>): boolean {
    for (const name of names) if (this.#written.has(name)) return false;
    return true;
  }

  /** Whether a transaction can be under way with those that are. */
  admits({ written, touched }: Claimed): boolean {
    for (const name of written) if (this.#touched.has(name)) return false;
    return this.areFree(touched);
  }

  /** Returns how to release it. */
  hold({ written, touched }: Claimed): () => void {
    const held = [
      [this.#written, [...written]],
      [this.#touched, [...touched]],
    ] as const;
    for (const [counts, names] of held) count(counts, names, 1);
    return () => {
      for (const [counts, names] of held) count(counts, names, -1);
    };
  }
}

function count(counts: Map<Name, number>, names: Iterable<Name>, step: 1 | -1): void {
  for (const name of names) {
    const now = (counts.get(name) ?? 0) + step;
    if (now === 0) counts.delete(name);
    else counts.set(name, now);
  }
}
