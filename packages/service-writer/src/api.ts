import type { Problem } from '@skywriter/core';

/** A resource of the API server. */
export interface ApiResource {
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** One request about one object. */
export type ApiRequest = {
  readonly resource: ApiResource;
  readonly namespace: string;
  readonly name: string;
  /** Milliseconds that it may take. */
  readonly patience?: number;
} & (
  | { readonly verb: 'get' }
  /** Server-side apply, which also takes fields from other managers. */
  | { readonly verb: 'apply'; readonly body: object; readonly fieldManager: string }
  /** Deletes the object in the very state that the preconditions name. */
  | {
      readonly verb: 'delete';
      readonly preconditions: { readonly uid: string; readonly resourceVersion: string };
    }
);

export interface ApiAnswer {
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  readonly object: unknown;
  /** Why it failed; undefined if it did not. */
  readonly problem: Problem | undefined;
}

/** Who follows a collection, as raw objects. */
export interface ApiListener {
  /** All objects that there are. */
  listed(objects: readonly unknown[]): void;
  changed(object: unknown): void;
  deleted(object: unknown): void;
  /** `synced`: listed once at least; `live`: what changes now is seen now. */
  state(state: {
    readonly synced: boolean;
    readonly live: boolean;
    readonly problem: Problem | undefined;
  }): void;
}

/** What the output needs of an API server; `createObjectApi` of `@skywriter/kubernetes` gives one. */
export interface ServiceApi {
  /** Never rejects. */
  request(what: ApiRequest): Promise<ApiAnswer>;
  /** Lists and watches, and never gives up. Returns how to stop. */
  follow(
    what: { readonly resource: ApiResource; readonly namespace: string },
    listener: ApiListener,
  ): () => Promise<void>;
}

export const services: ApiResource = { kind: 'Service', group: '', version: 'v1', plural: 'services' };
export const pods: ApiResource = { kind: 'Pod', group: '', version: 'v1', plural: 'pods' };
export const replicaSets: ApiResource = {
  kind: 'ReplicaSet',
  group: 'apps',
  version: 'v1',
  plural: 'replicasets',
};
