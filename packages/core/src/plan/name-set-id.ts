import type { Name } from '../name/name.ts';

/** A set of names that knows a short id for what it holds; the same names have the same id, in any order. */
export class IdentifiedNames {
  readonly #names = new Set<Name>();
  /** The exclusive or of a number for each name: adding and removing are the same step, whatever the size. */
  #mixed = 0;

  get names(): ReadonlySet<Name> {
    return this.#names;
  }

  /** Eight hexadecimal digits; they say which names, and nothing about them. */
  get id(): string {
    return format(this.#mixed);
  }

  /** The id that it would have with these names as well; none of them is in it. */
  idWith(others: Iterable<Name>): string {
    let mixed = this.#mixed;
    for (const name of others) mixed ^= numberOf(name);
    return format(mixed);
  }

  add(name: Name): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    this.#mix(name);
  }

  delete(name: Name): boolean {
    if (!this.#names.delete(name)) return false;
    this.#mix(name);
    return true;
  }

  clear(): void {
    this.#names.clear();
    this.#mixed = 0;
  }

  #mix(name: Name): void {
    this.#mixed ^= numberOf(name);
  }
}

/** 32 bits of a name: FNV-1a, and the finalizer of MurmurHash3, because names mostly differ in few letters. */
function numberOf(name: Name): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function format(mixed: number): string {
  return (mixed >>> 0).toString(16).padStart(8, '0');
}
