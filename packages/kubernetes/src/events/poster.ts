import type { Clock } from '@skywriter/core';
import type { ApiAccess } from '../api/access.ts';
import { type ApiWrite, apiClient } from '../api/client.ts';
import { ApiStatusError, StalledError } from '../api/fault.ts';
import { readText } from '../reflector/exchange.ts';

/** Longer than the 30 seconds that an admission webhook may take. Milliseconds. */
const PATIENCE = 40_000;

/** Writes to the API server, one request at a time. */
export interface Poster {
  /** Throws an ApiStatusError for a refusal, anything else where there was no answer. */
  send(request: ApiWrite): Promise<void>;
  /** Ends every connection, and a request under way. */
  close(): Promise<void>;
}

export function eventPoster(access: ApiAccess, clock: Clock): Poster {
  const closing = new AbortController();
  const client = apiClient(access);

  async function exchange(request: ApiWrite, signal: AbortSignal): Promise<void> {
    const { status, retryAfter, body } = await client.write(request, signal);
    const text = await readText(body);
    if (status < 200 || status >= 300) throw new ApiStatusError(status, parsed(text), retryAfter);
  }

  return {
    async send(request) {
      const patience = new AbortController();
      const cancel = clock.after(PATIENCE, () => patience.abort(new StalledError('no answer')));
      const signal = AbortSignal.any([closing.signal, patience.signal]);
      try {
        await exchange(request, signal);
      } finally {
        cancel();
      }
    },
    async close() {
      closing.abort(new Error('stopped'));
      await client.close();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
