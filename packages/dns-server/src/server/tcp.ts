import { createServer, type Socket } from 'node:net';
import { type ConnectionOptions, serveConnection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import type { Listener, ListenerOptions } from './udp.ts';

export interface TcpOptions extends ListenerOptions, ConnectionOptions {
  /** Connections at one time, each listener for itself. */
  readonly maxConnections: number;
}

/** Rejects with the system's error if the endpoint cannot be bound. */
export async function listenTcp(endpoint: Endpoint, options: TcpOptions): Promise<Listener> {
  const connections = new Set<Socket>();
  // A client that has asked its last question may close its side and still get the answers.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    serveConnection(socket, options);
  });
  server.maxConnections = options.maxConnections;
  server.on('drop', () => {
    options.statistics.refusedConnections += 1;
  });
  const { address, port } = endpoint;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address.text, port, ipv6Only: address.family === 6, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', options.onFailure);
  const bound = server.address();
  return {
    port: bound !== null && typeof bound === 'object' ? bound.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of connections) socket.destroy();
      }),
  };
}
