import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { Readable } from 'node:stream';

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Anything but a string is sent as JSON. */
  readonly body?: unknown;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Until the response's head; a body may stream for ever (watches). */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** `fetch`, as far as tests need it, that also takes a CA and a client certificate. */
export function request(url: string, options: RequestOptions = {}): Promise<Response> {
  const { method, body, ca, cert, key, timeoutMs = 10_000, signal } = options;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const headers: Record<string, string> = { ...options.headers };
  if (body !== undefined && typeof body !== 'string') headers['content-type'] ??= 'application/json';
  const open = url.startsWith('https:') ? tlsRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const outgoing = open(url, {
      method: method ?? (text === undefined ? 'GET' : 'POST'),
      headers,
      // A connection kept from before a restart would fail the first request after it.
      agent: false,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(signal !== undefined && { signal }),
    });
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no answer from ${url} within ${timeoutMs} ms`)),
      timeoutMs,
    );
    outgoing.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    outgoing.once('response', (incoming) => {
      clearTimeout(timer);
      const status = incoming.statusCode ?? 500;
      const empty = status === 204 || status === 304;
      if (empty) incoming.resume();
      const stream = empty ? null : (Readable.toWeb(incoming) as unknown as ReadableStream<Uint8Array>);
      const entries = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
      resolve(new Response(stream, { status, headers: Object.fromEntries(entries) }));
    });
    outgoing.end(text);
  });
}
