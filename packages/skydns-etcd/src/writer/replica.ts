import type { Name } from '@skywriter/core';
import type { KeyChange, KeyPlan, Mirror } from '@skywriter/skydns';
import { compareRevisions, type KeyEvent, type KeyValue, type Revision } from '../link/link.ts';

/**
 * The mirror, fed from three sides: the watch, our own transactions as soon as they are answered, and what
 * is read again after a conflict. Whichever is newest counts; the watch may tell the same later again.
 */
export class Replica {
  readonly mirror: Mirror;
  /** What the watch has told of. */
  #seen: Revision = '0';
  /** Revisions of keys that are known from elsewhere to be newer than what the watch has told. */
  readonly #ahead = new Map<string, Revision>();
  #furthest: Revision = '0';
  /** What transactions under way are about to write: the watch may tell of it before they are answered. */
  readonly #expected = new Map<string, string | undefined>();

  constructor(mirror: Mirror) {
    this.mirror = mirror;
  }

  /** Takes over what the watch tells. Returns the dirty names. */
  watched(events: readonly KeyEvent[], revision: Revision): Set<Name> {
    // etcd was restored from a backup: what was known to be newer is gone.
    if (compareRevisions(revision, this.#seen) < 0) this.#forget();
    const fresh = events.filter((event) => !this.#isBehind(event));
    this.#seen = revision;
    const dirty = this.mirror.apply(fresh);
    if (compareRevisions(revision, this.#furthest) >= 0) this.#forget();
    return dirty;
  }

  /** The names whose keys of ours these events change, other than by transactions of ours. */
  drift(events: readonly KeyEvent[]): Set<Name> {
    const names = new Set<Name>();
    for (const event of events) {
      const name = this.#isOwn(event) ? undefined : this.mirror.driftOf(event.key, event.value);
      if (name !== undefined) names.add(name);
    }
    return names;
  }

  /** The keys that these events bring, other than by transactions of ours. */
  brought(events: readonly KeyEvent[]): string[] {
    return events
      .filter((event) => event.value !== undefined && !this.#isOwn(event) && !this.#isBehind(event))
      .filter(({ key, value }) => this.mirror.valueAt(key) !== value)
      .map(({ key }) => key);
  }

  /** Runs a commit of ours, of whose outcome the watch may tell first. */
  async expecting<T>({ puts, deletes }: KeyPlan, commit: () => Promise<T>): Promise<T> {
    for (const { key, value } of puts) this.#expected.set(key, value);
    for (const key of deletes) this.#expected.set(key, undefined);
    try {
      return await commit();
    } finally {
      for (const { key } of puts) this.#expected.delete(key);
      for (const key of deletes) this.#expected.delete(key);
    }
  }

  /** Takes over what one of our transactions wrote. Returns the dirty names. */
  wrote({ puts, deletes }: KeyPlan, revision: Revision): Set<Name> {
    return this.#advance(
      [
        ...puts.map(({ key, value }) => ({ key, value, modRevision: revision })),
        ...deletes.map((key) => ({ key, value: undefined, modRevision: revision })),
      ],
      revision,
    );
  }

  /** Takes over what was read of these keys at one revision. Returns the dirty names. */
  reread(keys: readonly string[], kvs: readonly KeyValue[], revision: Revision): Set<Name> {
    const found = new Map(kvs.map((kv) => [kv.key, kv]));
    const changes = keys.map(
      (key): KeyChange => found.get(key) ?? { key, value: undefined, modRevision: revision },
    );
    return this.#advance(changes, revision);
  }

  #isOwn({ key, value }: KeyEvent): boolean {
    return this.#expected.has(key) && this.#expected.get(key) === value;
  }

  #isBehind({ key, modRevision }: KeyEvent): boolean {
    const ahead = this.#ahead.get(key);
    return ahead !== undefined && compareRevisions(modRevision, ahead) < 0;
  }

  #advance(changes: readonly KeyChange[], revision: Revision): Set<Name> {
    if (compareRevisions(this.#seen, revision) >= 0) return new Set();
    for (const { key } of changes) this.#ahead.set(key, revision);
    if (compareRevisions(revision, this.#furthest) > 0) this.#furthest = revision;
    return this.mirror.apply(changes);
  }

  #forget(): void {
    this.#ahead.clear();
    this.#furthest = '0';
  }
}
