import { ConnectionError } from './fault.ts';
import { type ApiAccess, loadKubeConfig } from './kube-config.ts';
import { Session } from './session.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: AsyncIterable<Buffer>;
}

/** Reads from the API server as raw bytes. Thrown errors are described by `faultOf`. */
export interface ApiClient {
  get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<ApiAnswer>;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** A client that does nothing, and loads nothing, before the first request. */
export function apiClient(access: ApiAccess): ApiClient {
  let opening: Promise<Session> | undefined;

  async function open(): Promise<Session> {
    opening ??= loadKubeConfig(access).then((config) => new Session(config));
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  }

  /** The next request reads the kubeconfig again: client-node keeps a token without an expiry for ever. */
  function forget(session: Session): void {
    const current = opening;
    void current?.then((known) => {
      if (known !== session || opening !== current) return;
      opening = undefined;
      session.retire();
    });
  }

  return {
    async get(path, query, signal) {
      // An exec plugin can wait for a person for ever.
      const session = await unlessAborted(signal, open());
      const { server, headers, dispatcher } = await unlessAborted(signal, session.grant());
      const { request } = await import('undici');
      const url = `${server.replace(/\/$/, '')}${path}?${new URLSearchParams(query)}`;
      const answer = await request(url, {
        dispatcher,
        signal,
        // Who reads the answer also watches over the time that it takes.
        headersTimeout: 0,
        bodyTimeout: 0,
        headers: { accept: 'application/json', 'user-agent': 'skywriter', ...headers },
      }).catch((error: unknown) => {
        throw signal.aborted ? error : new ConnectionError(new URL(server).host, error);
      });
      if (answer.statusCode === 401) forget(session);
      const retryAfter = answer.headers['retry-after'];
      return {
        status: answer.statusCode,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
        body: answer.body,
      };
    },
    async close() {
      const session = await opening?.catch(() => undefined);
      await session?.destroy();
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
