import { createSocket, type Socket } from 'node:dgram';
import type { Respond } from '../resolver.ts';

/** A socket that answers; it is bound by who made it. */
export function createUdpSocket(family: 4 | 6, respond: Respond): Socket {
  const socket = createSocket({
    type: family === 4 ? 'udp4' : 'udp6',
    ipv6Only: family === 6,
    lookup: (host, _options, done) => done(null, host, family),
  });
  socket.on('message', async (message, { address, port }) => {
    const own = socket.address();
    // A forged sender: we would answer ourselves, or nobody.
    if (port === 0 || (port === own.port && address === own.address)) return;
    const reply = await respond(message, 'udp');
    if (reply === undefined) return;
    try {
      // A client that is gone is no fault of ours.
      socket.send(reply, port, address, () => {});
    } catch {
      // Closed meanwhile, which a socket tells by throwing only.
    }
  });
  return socket;
}
