import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './ports.ts';

export interface FaultProxyOptions {
  /** 'host:port' or a URL with both. */
  readonly target: string;
}

export async function startFaultProxy({ target }: FaultProxyOptions): Promise<FaultProxy> {
  const { hostname, port } = new URL(target.includes('://') ? target : `tcp://${target}`);
  const proxy = new FaultProxy(hostname, Number(port), await freePort());
  await proxy.heal();
  return proxy;
}

/** A TCP connection between two programs that a test can break in the ways a network does. */
export class FaultProxy {
  readonly address = '127.0.0.1';
  readonly port: number;
  readonly #target: { host: string; port: number };
  readonly #pairs = new Set<Pair>();
  #server: Server | undefined;
  #dark = false;
  #delayMs = 0;

  constructor(host: string, targetPort: number, port: number) {
    this.#target = { host, port: targetPort };
    this.port = port;
  }

  get connections(): number {
    return this.#pairs.size;
  }

  /** Resets the connections that there are; new ones work. */
  cut(): void {
    for (const pair of this.#pairs) pair.reset();
  }

  /** Resets all connections and refuses new ones, as where nobody listens. */
  async sever(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.cut();
    if (server === undefined) return;
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /**
   * Nothing gets through any more and nobody is told, as when a cable is cut. New connections are accepted, but lead
   * nowhere. What was sent meanwhile arrives after `heal()`, since TCP would have sent it again.
   */
  blackhole(): void {
    this.#dark = true;
    for (const pair of this.#pairs) pair.hold();
  }

  /** Every piece of data takes so much longer, in both directions; 0 ends it. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Ends `sever`, `blackhole` and `delay`. */
  async heal(): Promise<void> {
    this.#delayMs = 0;
    this.#dark = false;
    for (const pair of this.#pairs) pair.go();
    if (this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
    this.#server = server;
    server.listen({ port: this.port, host: this.address, exclusive: true });
    await once(server, 'listening');
  }

  async stop(): Promise<void> {
    await this.sever();
  }

  #accept(client: Socket): void {
    const pair = new Pair(client, this.#target, () => this.#delayMs);
    this.#pairs.add(pair);
    client.once('close', () => this.#pairs.delete(pair));
    if (!this.#dark) pair.go();
  }
}

/** A client's connection and ours to the target, made when data may flow for the first time. */
class Pair {
  readonly #client: Socket;
  readonly #target: { host: string; port: number };
  readonly #delayMs: () => number;
  #upstream: Socket | undefined;
  #open: Promise<void> = Promise.resolve();
  #release: () => void = () => {};

  constructor(client: Socket, target: { host: string; port: number }, delayMs: () => number) {
    this.#client = client;
    this.#target = target;
    this.#delayMs = delayMs;
    client.setNoDelay(true);
    client.on('error', () => this.reset());
    client.once('close', () => this.#upstream?.destroy());
    this.hold();
  }

  hold(): void {
    this.#release();
    this.#open = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  go(): void {
    this.#release();
    if (this.#upstream !== undefined || this.#client.destroyed) return;
    const upstream = connect({ ...this.#target, allowHalfOpen: true, noDelay: true });
    this.#upstream = upstream;
    upstream.on('error', () => this.reset());
    upstream.once('close', () => this.#client.destroy());
    void this.#pump(this.#client, upstream);
    void this.#pump(upstream, this.#client);
  }

  reset(): void {
    this.#release();
    for (const socket of [this.#client, this.#upstream]) {
      if (socket?.connecting) socket.destroy();
      else socket?.resetAndDestroy();
    }
  }

  async #pump(from: Socket, to: Socket): Promise<void> {
    // Each piece has its own time of arrival, so a delay does not add up over many of them.
    let last: Promise<void> = Promise.resolve();
    const inOrder = (deliver: () => void) => {
      const arrived = wait(this.#delayMs());
      last = last.then(async () => {
        await arrived;
        await this.#open;
        if (!to.destroyed) deliver();
      });
    };
    from.on('data', (chunk: Buffer) => {
      if (to.writableLength > 1_048_576) {
        from.pause();
        to.once('drain', () => from.resume());
      }
      inOrder(() => to.write(chunk));
    });
    from.once('end', () => inOrder(() => to.end()));
  }
}

async function wait(ms: number): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
