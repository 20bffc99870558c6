import type { KeyEvent, KeyValue, Revision } from './link.ts';

/** What the listener has been told, so that a new snapshot can be told as the differences from it. */
export interface Told {
  /** Begins to compare a snapshot; nothing changes until its differences are accepted. */
  compare(): Comparison;
  /** These have been told. */
  accept(events: readonly KeyEvent[]): void;
}

export interface Comparison {
  add(page: readonly KeyValue[]): void;
  /** What differs, after the last page; what the snapshot does not have was deleted at some time before it. */
  differences(revision: Revision): KeyEvent[];
}

export function createTold(): Told {
  const entries = new Map<string, KeyEvent>();
  return {
    compare() {
      const seen = new Set<string>();
      const events: KeyEvent[] = [];
      return {
        add(page) {
          for (const kv of page) {
            seen.add(kv.key);
            if (!same(entries.get(kv.key), kv)) events.push(kv);
          }
        },
        differences(revision) {
          for (const key of entries.keys()) {
            if (!seen.has(key)) events.push({ key, value: undefined, modRevision: revision });
          }
          return events;
        },
      };
    },
    accept(events) {
      for (const event of events) {
        if (event.value === undefined) entries.delete(event.key);
        else entries.set(event.key, event);
      }
    },
  };
}

/** Revisions alone do not tell: a cluster restored from a backup uses them a second time. */
function same(told: KeyEvent | undefined, kv: KeyValue): boolean {
  return told !== undefined && told.modRevision === kv.modRevision && told.value === kv.value;
}
