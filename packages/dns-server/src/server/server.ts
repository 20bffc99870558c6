import { type Clock, SkywriterError } from '@skywriter/core';
import { codeOf, type Endpoint, listenProblem } from './endpoint.ts';
import type { Responder } from './respond.ts';
import type { Statistics } from './statistics.ts';
import { listenTcp, type TcpOptions } from './tcp.ts';
import { type Listener, listenUdp } from './udp.ts';

export interface ServerOptions {
  readonly listen: readonly Endpoint[];
  readonly respond: Responder;
  readonly statistics: Statistics;
  readonly clock: Clock;
  /** TCP connections at one time for each endpoint. */
  readonly maxConnections: number;
  /** Milliseconds that a TCP client may take from query to query. */
  readonly idleMs: number;
  /** Called when a listener fails that had been bound; the server should then be closed. */
  readonly onFailure: (problem: SkywriterError) => void;
}

/** A running server. */
export interface Server {
  /** Where it listens, with the ports that the system chose. */
  readonly endpoints: readonly Endpoint[];
  /** Stops listening and ends all connections; resolves when no socket is left. */
  close(): Promise<void>;
}

/** How often a port that the system chose for UDP may turn out to be taken on TCP. */
const PORT_ATTEMPTS = 8;

/** Listens on all endpoints or on none: throws {@link SkywriterError} `SKY_DNS_LISTEN`. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const listeners: Listener[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  const endpoints: Endpoint[] = [];
  for (const endpoint of options.listen) {
    const failed = (error: unknown): SkywriterError =>
      new SkywriterError(listenProblem(endpoint, error), { cause: error });
    const tcp: TcpOptions = {
      ...options,
      onFailure: (error) => options.onFailure(failed(error)),
    };
    try {
      const pair = await listenBoth(endpoint, tcp);
      listeners.push(...pair);
      endpoints.push({ address: endpoint.address, port: pair[0].port });
    } catch (error) {
      await close();
      throw failed(error);
    }
  }
  return { endpoints, close };
}

/** UDP and TCP on one port, which for port 0 the system may have to be asked for more than once. */
async function listenBoth(endpoint: Endpoint, options: TcpOptions): Promise<[Listener, Listener]> {
  for (let attempt = 1; ; attempt += 1) {
    const udp = await listenUdp(endpoint, options);
    try {
      return [udp, await listenTcp({ ...endpoint, port: udp.port }, options)];
    } catch (error) {
      await udp.close();
      const anotherMayBeFree = endpoint.port === 0 && codeOf(error) === 'EADDRINUSE';
      if (!anotherMayBeFree || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}
