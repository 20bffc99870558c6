import type { Kind, KubernetesObject, ObjectOfKind } from '@skywriter/core';
import { keyOf, keyOfObject, ObjectTable } from './table.ts';

export interface FeedOptions {
  /** The kinds that it brings, all of which count as not synced until it says otherwise. */
  readonly kinds: readonly Kind[];
}

interface FeedListener {
  changed(kind: Kind, key: string): void;
  synced(kind: Kind): void;
}

/**
 * One way into the store: a watch, a folder. It sees and replaces only what came by itself, so that one
 * feed's complete list deletes nothing of another's.
 */
export class Feed {
  readonly #kinds: readonly Kind[];
  readonly #listener: FeedListener;
  readonly #objects = new ObjectTable();
  readonly #complete = new Set<Kind>();

  /** Use `ObjectStore.feed`. */
  constructor({ kinds }: FeedOptions, listener: FeedListener) {
    this.#kinds = kinds;
    this.#listener = listener;
  }

  brings(kind: Kind): boolean {
    return this.#kinds.includes(kind);
  }

  knowsAll(kind: Kind): boolean {
    return this.#complete.has(kind);
  }

  get<K extends Kind>(kind: K, namespace: string, name: string): ObjectOfKind[K] | undefined {
    return this.#objects.at(kind, keyOf(namespace, name));
  }

  at(kind: Kind, key: string): KubernetesObject | undefined {
    return this.#objects.at(kind, key);
  }

  apply(object: KubernetesObject): void {
    this.#objects.set(object);
    this.#listener.changed(object.kind, keyOfObject(object));
  }

  remove(kind: Kind, namespace: string, name: string): void {
    this.#delete(kind, keyOf(namespace, name));
  }

  /** The complete list of a kind: what differs is applied, then what is not in it goes. */
  replace(kind: Kind, objects: Iterable<KubernetesObject>): void {
    const gone = new Set(this.#objects.keys(kind));
    for (const object of objects) {
      const key = keyOfObject(object);
      if (!gone.delete(key) || this.#objects.at(kind, key) !== object) this.apply(object);
    }
    for (const key of gone) this.#delete(kind, key);
  }

  /** From now on it knows all objects of the kind that there are on its way. */
  synced(kind: Kind): void {
    if (this.#complete.has(kind)) return;
    this.#complete.add(kind);
    this.#listener.synced(kind);
  }

  #delete(kind: Kind, key: string): void {
    this.#objects.delete(kind, key);
    this.#listener.changed(kind, key);
  }
}
