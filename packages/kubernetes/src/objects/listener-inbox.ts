import type { Inbox } from '../reflector/inbox.ts';
import type { KindState } from '../reflector/state.ts';

/** Who follows a collection. Its methods must not throw. */
export interface ObjectsListener {
  /** All objects that there are; what is not among them is gone. */
  listed(objects: readonly unknown[]): void;
  changed(object: unknown): void;
  deleted(object: unknown): void;
  state(state: KindState): void;
}

/** Hands raw objects to a listener. */
export class ListenerInbox implements Inbox {
  readonly #listener: ObjectsListener;
  #synced = false;
  readonly problem = undefined;

  constructor(listener: ObjectsListener) {
    this.#listener = listener;
  }

  get synced(): boolean {
    return this.#synced;
  }

  beginList(): { add(raw: unknown): void; end(): void } {
    const objects: unknown[] = [];
    return {
      add: (raw) => objects.push(raw),
      end: () => {
        this.#synced = true;
        this.#listener.listed(objects);
      },
    };
  }

  apply(raw: unknown): void {
    this.#listener.changed(raw);
  }

  remove(raw: unknown): void {
    this.#listener.deleted(raw);
  }
}
