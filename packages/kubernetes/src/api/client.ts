import type { ApiAccess } from './access.ts';
import { loadCredentials } from './credentials.ts';
import { ConnectionError } from './fault.ts';
import { send } from './send.ts';
import { Session } from './session.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: AsyncIterable<Buffer>;
}

export interface ApiWrite {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query, if there is one. */
  readonly path: string;
  /** What the body is; as a rule JSON, and for PATCH a JSON merge patch (RFC 7386). */
  readonly contentType?: string;
  readonly body: unknown;
}

/** Speaks with the API server. Thrown errors are described by `faultOf`; whoever reads the body also ends it. */
export interface ApiClient {
  get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<ApiAnswer>;
  write(what: ApiWrite, signal: AbortSignal): Promise<ApiAnswer>;
  /** Ends every connection. */
  close(): Promise<void>;
}

interface Exchange {
  readonly method: 'GET' | ApiWrite['method'];
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const contentTypes = {
  POST: 'application/json',
  PUT: 'application/json',
  PATCH: 'application/merge-patch+json',
  DELETE: 'application/json',
} as const;

/** A client that does nothing, and loads nothing, before the first request. */
export function apiClient(access: ApiAccess): ApiClient {
  let opening: Promise<Session> | undefined;

  async function open(): Promise<Session> {
    opening ??= loadCredentials(access).then((credentials) => new Session(credentials));
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  }

  /** The next request reads the kubeconfig again: a token may stand in it, and client-node keeps one for ever. */
  function forget(session: Session): void {
    const current = opening;
    void current?.then((known) => {
      if (known !== session || opening !== current) return;
      opening = undefined;
      session.retire();
    });
  }

  async function exchange(what: Exchange, signal: AbortSignal): Promise<ApiAnswer> {
    // An exec plugin can wait for a person for ever.
    const session = await unlessAborted(signal, open());
    const { server, headers, agent } = await unlessAborted(signal, session.grant());
    const url = new URL(`${server.replace(/\/$/, '')}${what.path}`);
    const answer = await send(url, {
      method: what.method,
      agent,
      signal,
      headers: { accept: 'application/json', 'user-agent': 'skywriter', ...what.headers, ...headers },
      body: what.body,
    }).catch((error: unknown) => {
      throw signal.aborted ? error : new ConnectionError(url.host, error);
    });
    const status = answer.statusCode ?? 0;
    if (status === 401) forget(session);
    return { status, retryAfter: answer.headers['retry-after'], body: answer };
  }

  return {
    get: (path, query, signal) =>
      exchange({ method: 'GET', path: `${path}?${new URLSearchParams(query)}` }, signal),
    write: ({ method, path, contentType = contentTypes[method], body }, signal) =>
      exchange(
        { method, path, headers: { 'content-type': contentType }, body: JSON.stringify(body) },
        signal,
      ),
    async close() {
      const session = await opening?.catch(() => undefined);
      session?.destroy();
    },
  };
}

function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
