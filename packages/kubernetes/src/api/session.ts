import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import { SkywriterError } from '@skywriter/core';
import type { Credentials } from './credentials.ts';

/** What one request needs beside its path. */
export interface Grant {
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent;
}

/** What a connection is made with; another one means other connections. */
type Tls = Pick<RequestOptions, (typeof tlsFields)[number]>;
const tlsFields = ['ca', 'cert', 'key', 'pfx', 'passphrase', 'rejectUnauthorized', 'servername'] as const;

/**
 * One reading of the kubeconfig: credentials for each request, because tokens expire and certificates are
 * rotated in their files, and one connection pool for as long as the certificates stay the same.
 */
export class Session {
  readonly #credentials: Credentials;
  #tls: Tls | undefined;
  #agent: HttpAgent | undefined;
  #pending: Promise<Grant> | undefined;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /** Requests that begin together share one answer: an exec plugin is a process. Throws `SKY_API_CREDENTIALS`. */
  grant(): Promise<Grant> {
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** Takes no further request; watches that run over the old certificate end when the server ends them. */
  retire(): void {
    const agent = this.#agent;
    if (agent === undefined) return;
    agent.maxFreeSockets = 0;
    for (const sockets of Object.values(agent.freeSockets)) {
      for (const socket of sockets ?? []) socket.destroy();
    }
  }

  /** Ends every connection, also those in use. */
  destroy(): void {
    this.#agent?.destroy();
  }

  async #renew(): Promise<Grant> {
    const options = await this.#credentials.options().catch((error: unknown) => {
      throw credentialsFailed(error);
    });
    const tls = tlsOf(options);
    if (this.#agent === undefined || !isDeepStrictEqual(tls, this.#tls)) {
      this.retire();
      this.#agent = this.#credentials.proxied ? proxyAgent(options) : agentFor(this.#credentials.server, tls);
      this.#tls = tls;
    }
    return { server: this.#credentials.server, headers: headersOf(options), agent: this.#agent };
  }
}

function tlsOf(options: RequestOptions): Tls {
  return Object.fromEntries(
    tlsFields.filter((field) => options[field] !== undefined).map((field) => [field, options[field]]),
  );
}

function headersOf({ headers, auth }: RequestOptions): Record<string, string> {
  const basic = typeof auth === 'string' ? Buffer.from(auth).toString('base64') : undefined;
  const entries = Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]);
  return { ...Object.fromEntries(entries), ...(basic !== undefined && { Authorization: `Basic ${basic}` }) };
}

function agentFor(server: string, tls: Tls): HttpAgent {
  return server.startsWith('http:')
    ? new HttpAgent({ keepAlive: true })
    : new HttpsAgent({ ...tls, keepAlive: true });
}

function proxyAgent({ agent }: RequestOptions): HttpAgent {
  if (agent instanceof HttpAgent) return agent;
  throw credentialsFailed(undefined);
}

/** Never with the error's message: that of an exec plugin is all that it wrote. */
function credentialsFailed(error: unknown): SkywriterError {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return new SkywriterError({
    code: 'SKY_API_CREDENTIALS',
    message: `The credentials of the kubeconfig could not be obtained${code}.`,
    hint: 'Run `kubectl auth whoami` with the same kubeconfig: it shows what its files or its exec plugin say.',
  });
}
