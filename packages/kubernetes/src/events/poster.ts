import type { Clock } from '@skywriter/core';
import { ApiStatusError, StalledError } from '../api/fault.ts';
import { type ApiAccess, loadKubeConfig } from '../api/kube-config.ts';
import { Session } from '../api/session.ts';
import type { EventRequest } from './event.ts';

/** Longer than the 30 seconds that an admission webhook may take. Milliseconds. */
const PATIENCE = 40_000;

/** Writes to the API server, one request at a time. */
export interface Poster {
  /** Throws an ApiStatusError for a refusal, anything else where there was no answer. */
  send(request: EventRequest): Promise<void>;
  /** Ends every connection, and a request under way. */
  close(): Promise<void>;
}

export function eventPoster(access: ApiAccess, clock: Clock): Poster {
  const closing = new AbortController();
  let session: Session | undefined;

  async function exchange({ method, path, body }: EventRequest, signal: AbortSignal): Promise<void> {
    session ??= new Session(await loadKubeConfig(access));
    const { server, headers, dispatcher } = await session.grant();
    signal.throwIfAborted();
    const { request } = await import('undici');
    const answer = await request(`${server.replace(/\/$/, '')}${path}`, {
      method,
      dispatcher,
      signal,
      headersTimeout: 0,
      bodyTimeout: 0,
      headers: {
        accept: 'application/json',
        'content-type': method === 'POST' ? 'application/json' : 'application/merge-patch+json',
        'user-agent': 'skywriter',
        ...headers,
      },
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    const { statusCode: status } = answer;
    if (status >= 200 && status < 300) return;
    if (status === 401) {
      // The next request reads the kubeconfig again: client-node keeps a token without an expiry for ever.
      session?.retire();
      session = undefined;
    }
    const retryAfter = answer.headers['retry-after'];
    throw new ApiStatusError(status, parsed(text), typeof retryAfter === 'string' ? retryAfter : undefined);
  }

  return {
    async send(request) {
      const patience = new AbortController();
      const cancel = clock.after(PATIENCE, () => patience.abort(new StalledError('no answer')));
      const signal = AbortSignal.any([closing.signal, patience.signal]);
      try {
        // An exec plugin can wait for a person for ever, and hears of no signal.
        await Promise.race([exchange(request, signal), aborted(signal)]);
      } finally {
        cancel();
      }
    },
    async close() {
      closing.abort(new Error('stopped'));
      await session?.destroy();
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
