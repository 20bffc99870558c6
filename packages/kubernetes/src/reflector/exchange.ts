import type { Clock } from '@skywriter/core';
import type { ApiClient } from '../api/client.ts';
import { ApiStatusError, ProtocolError } from '../api/fault.ts';
import { watchdog } from './watchdog.ts';

export interface Exchange {
  readonly client: ApiClient;
  readonly clock: Clock;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Longest time without a byte, milliseconds. */
  readonly silence: number;
  readonly signal: AbortSignal;
}

/** Asks, and hands over the answer's chunks; throws an ApiStatusError for any status but 200. */
export async function* ask({
  client,
  clock,
  path,
  query,
  silence,
  signal,
}: Exchange): AsyncGenerator<Buffer> {
  const guard = watchdog(clock, silence, signal);
  try {
    const answer = await client.get(path, query, guard.signal);
    guard.feed();
    if (answer.status !== 200) {
      const body = parseOr(await readText(answer.body), undefined);
      throw new ApiStatusError(answer.status, body, answer.retryAfter);
    }
    // Tells that the server has accepted, before there is anything to read.
    yield Buffer.alloc(0);
    for await (const chunk of answer.body) {
      guard.feed();
      yield chunk;
    }
  } catch (error) {
    // Clients wrap the reason of an abort in errors of their own.
    throw guard.signal.aborted ? guard.signal.reason : error;
  } finally {
    guard.stop();
  }
}

export async function readText(chunks: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString('utf8');
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProtocolError('not JSON');
  }
}

function parseOr(text: string, other: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return other;
  }
}
