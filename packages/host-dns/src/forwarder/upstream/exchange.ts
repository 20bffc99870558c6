import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import type { Server } from '../../platform/host-dns.ts';
import { FLAG } from '../message/codes.ts';
import { answers, outgoing } from '../message/outgoing.ts';
import type { Query } from '../message/query.ts';

export interface Ask {
  readonly query: Query;
  /** Whether the client can take more than fits in a datagram, so that a cut answer is asked for over TCP. */
  readonly wholeNeeded: boolean;
  readonly mixCase: boolean;
}

/** Asks one server. Rejects when it cannot be reached or the signal ends it; ends no sooner by itself. */
export type Exchange = (server: Server, ask: Ask, signal: AbortSignal) => Promise<Buffer>;

/** UDP from a port of its own for each query, then TCP where the answer was cut. */
export const exchange: Exchange = async (server, { query, wholeNeeded, mixCase }, signal) => {
  const sent = outgoing(query, mixCase);
  const isAnswer = (message: Buffer) => answers(message, sent, query.nameEnd, mixCase);
  const reply = await overUdp(server, sent, { isAnswer, signal });
  const cut = (reply.readUInt16BE(2) & FLAG.TC) !== 0;
  return cut && wholeNeeded ? overTcp(server, sent, { isAnswer, signal }) : reply;
};

interface Wait {
  readonly isAnswer: (message: Buffer) => boolean;
  readonly signal: AbortSignal;
}

function overUdp({ address, port }: Server, query: Buffer, { isAnswer, signal }: Wait): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const type = isIPv6(address) ? 'udp6' : 'udp4';
    const socket = createSocket({
      type,
      lookup: (host, _, done) => done(null, host, type === 'udp6' ? 6 : 4),
    });
    const settle = (done: () => void) => {
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners('message');
      // A socket may still have an error to tell when it is closed.
      socket.on('error', () => {});
      socket.close();
      done();
    };
    const abort = () => settle(() => reject(signal.reason));
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', (error) => settle(() => reject(error)));
    socket.on('message', (message) => {
      if (isAnswer(message)) settle(() => resolve(message));
    });
    // Connected: the system lets nobody else's datagrams in, and tells at once that a port is closed.
    socket.once('connect', () => socket.send(query));
    socket.connect(port, address);
  });
}

function overTcp({ address, port }: Server, query: Buffer, { isAnswer, signal }: Wait): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, signal });
    let received: Buffer = Buffer.alloc(0);
    const settle = (done: () => void) => {
      socket.destroy();
      done();
    };
    socket.on('error', (error) => settle(() => reject(error)));
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (part: Buffer) => {
      received = received.length === 0 ? part : Buffer.concat([received, part]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const reply = received.subarray(2, 2 + received.readUInt16BE(0));
      settle(() => (isAnswer(reply) ? resolve(reply) : reject(new Error('the answer is to no question'))));
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.write(Buffer.concat([length, query]));
  });
}
