import { compareKeys } from '../key/key.ts';

/** One key as etcd has it. */
export interface KeyValue {
  readonly key: string;
  readonly value: string | Uint8Array;
  /** Seconds that are left of the key's lease; absent without a lease, or when etcd would not tell. */
  readonly lease?: number;
}

/** What is in etcd, as far as a reader needs it. */
export interface KeySource<T extends KeyValue = KeyValue> {
  get(key: string): T | undefined;
  /** Every key that begins with the prefix, in the order of key bytes. */
  range(prefix: string): Iterable<T>;
}

/** Keys in memory. A range costs a binary search and its own length; of equal keys the last one counts. */
export function keySource<T extends KeyValue>(keys: Iterable<T>): KeySource<T> {
  const byKey = new Map<string, T>();
  for (const entry of keys) byKey.set(entry.key, entry);
  const sorted = [...byKey.values()].sort((a, b) => compareKeys(a.key, b.key));
  return {
    get: (key) => byKey.get(key),
    *range(prefix) {
      for (let index = firstFrom(sorted, prefix); index < sorted.length; index += 1) {
        const entry = sorted[index];
        if (!entry?.key.startsWith(prefix)) return;
        yield entry;
      }
    },
  };
}

function firstFrom(sorted: readonly KeyValue[], prefix: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = sorted[middle];
    if (entry !== undefined && compareKeys(entry.key, prefix) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
