import type { Clock, Problem } from '@skywriter/core';
import type { ApiAccess } from '../api/access.ts';
import { apiClient } from '../api/client.ts';
import { type ApiResource, ApiStatusError, type Request, StalledError } from '../api/fault.ts';
import { pathOf } from '../api/path.ts';
import { readText } from '../reflector/exchange.ts';
import { Reflector } from '../reflector/reflector.ts';
import type { KindState } from '../reflector/state.ts';
import { defaultTiming, type ReflectorTiming } from '../reflector/timing.ts';
import { ListenerInbox, type ObjectsListener } from './listener-inbox.ts';
import { refusalOf } from './refusal.ts';

/** One request about one object of a namespace. Bodies are JSON values. */
export type ObjectRequest = {
  readonly resource: ApiResource;
  readonly namespace: string;
  readonly name: string;
  /** Milliseconds that it may take; 40 000 if absent, rather more than an admission webhook may. */
  readonly patience?: number;
} & (
  | { readonly verb: 'get' }
  /** The object's name is that in the body. */
  | { readonly verb: 'create'; readonly body: object }
  /** Replaces the object; with a `resourceVersion` in the body only that very state of it. */
  | { readonly verb: 'update'; readonly body: object }
  /** Server-side apply, which also takes fields from other managers. */
  | { readonly verb: 'apply'; readonly body: object; readonly fieldManager: string }
  /** Deletes it in the very state that the preconditions name. */
  | {
      readonly verb: 'delete';
      readonly preconditions: { readonly uid: string; readonly resourceVersion: string };
    }
);

/** What became of a request. */
export interface ObjectAnswer {
  /** HTTP status; 0 where there was no answer, and nobody knows whether a write was done. */
  readonly status: number;
  /** The object as it is now; where it was deleted, mostly the Status that says so. */
  readonly object: unknown;
  /** Why it failed; undefined if it did not. */
  readonly problem: Problem | undefined;
}

/** Single objects of an API server, of any kind, raw as the server gives them. */
export interface ObjectApi {
  /** Never rejects. */
  request(what: ObjectRequest): Promise<ObjectAnswer>;
  /** Lists and watches a collection, and never gives up. Returns how to stop. */
  follow(
    what: { readonly resource: ApiResource; readonly namespace: string },
    listener: ObjectsListener,
  ): () => Promise<void>;
  /** Ends every connection, and requests under way. */
  close(): Promise<void>;
}

export interface ObjectApiOptions {
  readonly access: ApiAccess;
  readonly clock: Clock;
  readonly timing?: Partial<ReflectorTiming>;
}

const PATIENCE = 40_000;
const verbs = { get: 'get', create: 'create', update: 'update', apply: 'patch', delete: 'delete' } as const;

/** Reads and writes single objects. Nothing is loaded or connected before the first request. */
export function createObjectApi({ access, clock, timing }: ObjectApiOptions): ObjectApi {
  const client = apiClient(access);
  const closing = new AbortController();

  async function exchange(what: ObjectRequest, signal: AbortSignal): Promise<ObjectAnswer> {
    const collection = pathOf(what.resource, what.namespace);
    const path = `${collection}/${encodeURIComponent(what.name)}`;
    const { status, retryAfter, body } = await (() => {
      switch (what.verb) {
        case 'get':
          return client.get(path, {}, signal);
        case 'create':
          return client.write({ method: 'POST', path: collection, body: what.body }, signal);
        case 'update':
          return client.write({ method: 'PUT', path, body: what.body }, signal);
        case 'apply': {
          const query = new URLSearchParams({ fieldManager: what.fieldManager, force: 'true' });
          const contentType = 'application/apply-patch+yaml';
          return client.write(
            { method: 'PATCH', path: `${path}?${query}`, contentType, body: what.body },
            signal,
          );
        }
        case 'delete': {
          const options = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: what.preconditions };
          return client.write({ method: 'DELETE', path, body: options }, signal);
        }
      }
    })();
    const object = parsed(await readText(body));
    const succeeded = status >= 200 && status < 300;
    const problem = succeeded
      ? undefined
      : refusalOf(new ApiStatusError(status, object, retryAfter), asked(what));
    return { status, object: succeeded ? object : undefined, problem };
  }

  return {
    async request(what) {
      const patience = new AbortController();
      const cancel = clock.after(what.patience ?? PATIENCE, () =>
        patience.abort(new StalledError('no answer')),
      );
      const signal = AbortSignal.any([closing.signal, patience.signal]);
      try {
        return await exchange(what, signal);
      } catch (error) {
        // Clients wrap the reason of an abort in errors of their own.
        const reason: unknown = signal.aborted ? signal.reason : error;
        return { status: 0, object: undefined, problem: refusalOf(reason, asked(what)) };
      } finally {
        cancel();
      }
    },
    follow({ resource, namespace }, listener) {
      const reflector = new Reflector({
        row: resource,
        namespace,
        labelSelector: undefined,
        client,
        inbox: new ListenerInbox(listener),
        clock,
        timing: { ...defaultTiming, ...timing },
        onState: (state: KindState) => listener.state(state),
      });
      return () => reflector.stop();
    },
    async close() {
      closing.abort(new Error('stopped'));
      await client.close();
    },
  };
}

function asked({ resource, namespace, verb }: ObjectRequest): Request {
  return { row: resource, namespace, verb: verbs[verb] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
