import type { Name } from '@skywriter/core';
import type { KeyChange, KeyPlan, Mirror } from '@skywriter/skydns';
import { compareRevisions, type KeyEvent, type KeyValue, type Revision } from '../link/link.ts';

/** What is known of a key from elsewhere than the watch. */
interface Ahead {
  /** As of when. */
  readonly revision: Revision;
  /** What the watch said last. */
  told: KeyChange;
}

/**
 * The mirror, fed from three sides: the watch, our own transactions as soon as they are answered, and what
 * is read again after a conflict. Whichever is newest counts; the watch may tell the same later again. Where it
 * does not, although it has come so far, it is right: what we knew was lost with a backup that was restored, or
 * undone while nobody watched.
 */
export class Replica {
  readonly mirror: Mirror;
  /** What the watch has told of. */
  #seen: Revision = '0';
  /** Keys that are known from elsewhere to be newer than what the watch has told. */
  readonly #ahead = new Map<string, Ahead>();
  #furthest: Revision = '0';
  /** What transactions under way are about to write: the watch may tell of it before they are answered. */
  readonly #expected = new Map<string, string | undefined>();

  constructor(mirror: Mirror) {
    this.mirror = mirror;
  }

  /** Takes over what the watch tells. Returns the dirty names. */
  watched(events: readonly KeyEvent[], revision: Revision): Set<Name> {
    // etcd was restored from a backup: what was known to be newer is gone.
    const lost = compareRevisions(revision, this.#seen) < 0 ? this.#believeWatch() : [];
    const fresh = events.filter((event) => this.#isNews(event));
    this.#seen = revision;
    const gone = compareRevisions(revision, this.#furthest) >= 0 ? this.#believeWatch() : [];
    return this.mirror.apply([...lost, ...fresh, ...gone]);
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
      .filter(({ key, value }) => this.mirror.at(key).value !== value)
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
    return ahead !== undefined && compareRevisions(modRevision, ahead.revision) < 0;
  }

  /** Whether the watch tells something that is not known to be over; what it tells is remembered anyway. */
  #isNews(event: KeyEvent): boolean {
    const ahead = this.#ahead.get(event.key);
    if (ahead !== undefined && this.#isBehind(event)) {
      ahead.told = event;
      return false;
    }
    this.#ahead.delete(event.key);
    return true;
  }

  #advance(changes: readonly KeyChange[], revision: Revision): Set<Name> {
    if (compareRevisions(this.#seen, revision) >= 0) return new Set();
    for (const { key } of changes) {
      const told = this.#ahead.get(key)?.told ?? this.mirror.at(key);
      this.#ahead.set(key, { revision, told });
    }
    if (compareRevisions(revision, this.#furthest) > 0) this.#furthest = revision;
    return this.mirror.apply(changes);
  }

  /** What it takes to know no more than the watch has told. */
  #believeWatch(): KeyChange[] {
    const told = [...this.#ahead.values()].map((ahead) => ahead.told);
    this.#ahead.clear();
    this.#furthest = '0';
    return told;
  }
}
