import type { KubernetesObject, Problem } from '@skywriter/core';
import { identityOf, type KindRow } from '../kinds/row.ts';
import type { Feed } from '../store/feed.ts';
import { keyOf } from '../store/table.ts';

/** The identity of what has none: no object can have it, and an API server sends nothing like it. */
const nobody = { namespace: '', name: '' };

/** Where a reflector brings the raw objects of one kind. */
export interface Inbox {
  /** Whether all objects of the kind have been brought, now or at some time before. */
  readonly synced: boolean;
  /** Which object cannot be read. */
  readonly problem: Problem | undefined;
  /** Begins a complete list; what is not in it at its end is gone. */
  beginList(): { add(raw: unknown): void; end(): void };
  apply(raw: unknown): void;
  remove(raw: unknown): void;
}

/**
 * Brings raw objects of one kind into a feed. One that cannot be read stays as it was known before, and
 * until all can be read the kind is not synced, so that nothing is deleted for want of it.
 */
export class FeedInbox implements Inbox {
  readonly #row: KindRow;
  readonly #feed: Feed;
  #unreadable = new Map<string, Problem>();
  #listed = false;

  constructor(row: KindRow, feed: Feed) {
    this.#row = row;
    this.#feed = feed;
  }

  get problem(): Problem | undefined {
    return this.#unreadable.values().next().value;
  }

  get synced(): boolean {
    return this.#feed.knowsAll(this.#row.kind);
  }

  /** Begins a complete list; nothing changes in the store before its end. */
  beginList(): { add(raw: unknown): void; end(): void } {
    const objects: KubernetesObject[] = [];
    const unreadable = new Map<string, Problem>();
    return {
      add: (raw) => {
        const object = this.#read(raw, unreadable);
        if (object !== undefined) objects.push(object);
      },
      end: () => {
        this.#unreadable = unreadable;
        this.#feed.replace(this.#row.kind, objects);
        this.#listed = true;
        this.#settle();
      },
    };
  }

  apply(raw: unknown): void {
    const object = this.#read(raw, this.#unreadable);
    if (object !== undefined) this.#feed.apply(object);
    this.#settle();
  }

  remove(raw: unknown): void {
    const { namespace, name } = identityOf(this.#row, raw) ?? nobody;
    this.#unreadable.delete(keyOf(namespace, name));
    this.#feed.remove(this.#row.kind, namespace, name);
    this.#settle();
  }

  #read(raw: unknown, unreadable: Map<string, Problem>): KubernetesObject | undefined {
    const projected = this.#row.project(raw);
    const { namespace, name } = identityOf(this.#row, raw) ?? nobody;
    if (projected.ok) {
      unreadable.delete(keyOf(namespace, name));
      return projected.value;
    }
    unreadable.set(keyOf(namespace, name), projected.problem);
    return this.#feed.get(this.#row.kind, namespace, name);
  }

  #settle(): void {
    if (this.#listed && this.#unreadable.size === 0) this.#feed.synced(this.#row.kind);
  }
}
