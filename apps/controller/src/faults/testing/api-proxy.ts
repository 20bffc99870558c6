import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { KubeApiserver } from '@skywriter/testbed';

/** What a request is answered with instead of what it asked for. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

type Target = Pick<KubeApiserver, 'url' | 'token' | 'ca'>;

/**
 * Stands before an API server, speaks plain HTTP for it as its administrator, and can be told to answer as an
 * API server does on its bad days. What happens below HTTP is for a `FaultProxy` in front of it.
 */
export class ApiProxy {
  readonly #server: Server;
  readonly #agent: Agent;
  readonly #target: Target;
  readonly #watches = new Set<ServerResponse>();
  #refusal: Refusal | undefined;
  #expired = 0;

  private constructor(target: Target) {
    this.#target = target;
    this.#agent = new Agent({ ca: target.ca, keepAlive: true });
    this.#server = createServer((incoming, outgoing) => this.#serve(incoming, outgoing));
  }

  static async start(target: Target): Promise<ApiProxy> {
    const proxy = new ApiProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  /** From now on every request fails so. */
  refuse(refusal: Refusal): void {
    this.#refusal = refusal;
  }

  /** What every watch is at has been compacted: it is told so in its stream, and the next ones at once. */
  expire(): void {
    this.#expired = this.#watches.size;
    for (const watch of this.#watches) watch.end(`${JSON.stringify({ type: 'ERROR', object: gone })}\n`);
  }

  /** Every watch ends in the midst of an event. */
  tear(): void {
    for (const watch of this.#watches) watch.end('{"type":"MODIFIED","object":{"metadata":{"na');
  }

  heal(): void {
    this.#refusal = undefined;
    this.#expired = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const isWatch = /[?&]watch=(true|1)/.test(incoming.url ?? '');
    const refusal = this.#refusal ?? (isWatch ? this.#expiry() : undefined);
    if (refusal !== undefined) {
      incoming.resume();
      outgoing.writeHead(refusal.status, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify(statusOf(refusal)));
      return;
    }
    const { host: _, ...headers } = incoming.headers;
    const forwarded = request(
      `${this.#target.url}${incoming.url}`,
      {
        agent: this.#agent,
        method: incoming.method ?? 'GET',
        headers: { ...headers, authorization: `Bearer ${this.#target.token}` },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
        answer.once('error', () => outgoing.destroy());
        if (isWatch) this.#watches.add(outgoing);
      },
    );
    // Whichever side breaks, the other one is to notice.
    forwarded.once('error', () => outgoing.destroy());
    outgoing.once('close', () => {
      this.#watches.delete(outgoing);
      forwarded.destroy();
    });
    incoming.pipe(forwarded);
  }

  #expiry(): Refusal | undefined {
    if (this.#expired === 0) return undefined;
    this.#expired -= 1;
    return { status: 410, reason: 'Expired' };
  }
}

function statusOf({ status, reason }: Refusal): object {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code: status, message: 'injected' };
}

const gone = statusOf({ status: 410, reason: 'Expired' });
