import { isDeepStrictEqual } from 'node:util';
import type { Clock, EndpointSlice, Kind, KubernetesObject, ObjectOfKind, ObjectView } from '@skywriter/core';
import { Feed, type FeedOptions } from './feed.ts';
import { SliceIndex } from './slice-index.ts';
import { keyOf, ObjectTable } from './table.ts';

/** One object came (`before` undefined), went (`after` undefined) or changed in what sources can see. */
export interface StoreChange {
  readonly kind: Kind;
  readonly before?: KubernetesObject;
  readonly after?: KubernetesObject;
  /** Clock time at which it became known, milliseconds. */
  readonly at: number;
}

export interface StoreListener {
  /** Called in the order of the changes, synchronously, when the store already shows `after`. */
  changed(change: StoreChange): void;
  /** All objects of the kind are known from now on; at most once for each kind. */
  synced?(kind: Kind): void;
}

export interface StoreOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Gets what a listener threw; neither the store nor its feeds stop for it. */
  readonly onListenerError: (error: unknown) => void;
}

/**
 * The objects known now, from any number of feeds. An object is its kind, namespace and name; where two
 * feeds have the same one, that of the feed added first counts, whatever the order of events.
 */
export class ObjectStore implements ObjectView {
  readonly #options: StoreOptions;
  readonly #feeds: Feed[] = [];
  readonly #objects = new ObjectTable();
  readonly #slices = new SliceIndex();
  readonly #synced = new Set<Kind>();
  readonly #listeners = new Set<StoreListener>();

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  /** Adds a feed. Until it says that it knows all objects of its kinds, these are not synced. */
  feed(options: FeedOptions): Feed {
    const feed = new Feed(options, {
      changed: (kind, key) => this.#settle(kind, key),
      synced: (kind) => this.#settleSynced(kind),
    });
    this.#feeds.push(feed);
    return feed;
  }

  /** Tells the listener of every change from now on; returns how to end that. */
  subscribe(listener: StoreListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether all objects of the kind are known: every feed that brings it has read all it has. */
  synced(kind: Kind): boolean {
    return this.#synced.has(kind);
  }

  count(kind: Kind): number {
    return this.#objects.count(kind);
  }

  get<K extends Kind>(kind: K, namespace: string, name: string): ObjectOfKind[K] | undefined {
    return this.#objects.at(kind, keyOf(namespace, name));
  }

  all<K extends Kind>(kind: K): Iterable<ObjectOfKind[K]> {
    return this.#objects.all(kind);
  }

  slicesOf(namespace: string, service: string): Iterable<EndpointSlice> {
    return this.#slices.of(namespace, service);
  }

  slicesOfPod(namespace: string, pod: string): Iterable<EndpointSlice> {
    return this.#slices.ofPod(namespace, pod);
  }

  #settle(kind: Kind, key: string): void {
    const before: KubernetesObject | undefined = this.#objects.at(kind, key);
    const after = this.#winner(kind, key);
    if (before === after || isDeepStrictEqual(before, after)) return;
    if (after === undefined) this.#objects.delete(kind, key);
    else this.#objects.set(after);
    this.#slices.replace(before, after);
    const change: StoreChange = {
      kind,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      at: this.#options.clock.now(),
    };
    this.#tell((listener) => listener.changed(change));
  }

  #winner(kind: Kind, key: string): KubernetesObject | undefined {
    for (const feed of this.#feeds) {
      const object = feed.at(kind, key);
      if (object !== undefined) return object;
    }
    return undefined;
  }

  #settleSynced(kind: Kind): void {
    const waiting = this.#feeds.some((feed) => feed.brings(kind) && !feed.knowsAll(kind));
    if (waiting || this.#synced.has(kind)) return;
    this.#synced.add(kind);
    this.#tell((listener) => listener.synced?.(kind));
  }

  /** Runs a caller's code, so that what it throws cannot end the feed that it is called from. */
  shielded(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#options.onListenerError(error);
    }
  }

  #tell(what: (listener: StoreListener) => void): void {
    for (const listener of this.#listeners) this.shielded(() => what(listener));
  }
}
