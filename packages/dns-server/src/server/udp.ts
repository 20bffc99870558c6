import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Endpoint } from './endpoint.ts';
import type { Responder } from './respond.ts';
import type { Statistics } from './statistics.ts';

/** One bound socket, of either protocol. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly respond: Responder;
  readonly statistics: Statistics;
  /** Called once if the socket fails after it was bound. */
  readonly onFailure: (error: Error) => void;
}

/** Rejects with the system's error if the endpoint cannot be bound. */
export async function listenUdp(endpoint: Endpoint, options: ListenerOptions): Promise<Listener> {
  const { address, port } = endpoint;
  const socket = createSocket({
    type: address.family === 6 ? 'udp6' : 'udp4',
    // So that 0.0.0.0 and [::] can be served side by side, as two endpoints.
    ipv6Only: address.family === 6,
    // Clients are addresses already; the default would ask the resolver's queue for each answer.
    lookup: (host, _options, done) => done(null, host, address.family),
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: address.text, port, exclusive: true }, () => {
      socket.off('error', reject);
      resolve();
    });
  }).catch(async (error: unknown) => {
    await closed(socket);
    throw error;
  });
  socket.on('error', options.onFailure);
  socket.on('message', (message, client) => answer(socket, options, message, client));
  return { port: socket.address().port, close: () => closed(socket) };
}

export function answer(
  socket: Pick<Socket, 'send'>,
  { respond, statistics }: Pick<ListenerOptions, 'respond' | 'statistics'>,
  message: Buffer,
  client: Pick<RemoteInfo, 'address' | 'port'>,
): void {
  // Only a forged query comes from port 0; sending there would throw.
  if (client.port === 0) return;
  const response = respond(message, 'udp');
  if (response === undefined) return;
  socket.send(response, client.port, client.address, (error) => {
    if (error !== null) statistics.unsent += 1;
  });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()));
}
