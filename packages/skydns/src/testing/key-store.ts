import type { KeyPlan } from '../mirror/key-plan.ts';
import type { KeyChange } from '../mirror/mirror.ts';

/** A store with etcd's revisions and compares, in memory. For tests. */
export class KeyStore {
  readonly entries = new Map<string, { value: string; modRevision: string }>();
  #revision = 0;

  /** Writes without asking, as other programs do. */
  write(changes: Iterable<readonly [key: string, value: string | undefined]>): KeyChange[] {
    this.#revision += 1;
    const modRevision = String(this.#revision);
    return [...changes].map(([key, value]) => {
      if (value === undefined) this.entries.delete(key);
      else this.entries.set(key, { value, modRevision });
      return { key, value, modRevision };
    });
  }

  /** Commits a plan; undefined when a compare did not hold. Throws for what etcd refuses. */
  commit({ compares, puts, deletes }: KeyPlan): KeyChange[] | undefined {
    const keys = [...puts.map(({ key }) => key), ...deletes];
    if (new Set(keys).size !== keys.length) throw new Error('duplicate key given in txn request');
    const holds = compares.every(
      ({ key, modRevision }) => (this.entries.get(key)?.modRevision ?? '0') === modRevision,
    );
    if (!holds) return undefined;
    return this.write([
      ...puts.map(({ key, value }) => [key, value] as const),
      ...deletes.map((key) => [key, undefined] as const),
    ]);
  }

  /** As lines `key value`, in the order of the keys. */
  get lines(): string[] {
    return [...this.entries].map(([key, { value }]) => `${key} ${value}`).sort();
  }
}
