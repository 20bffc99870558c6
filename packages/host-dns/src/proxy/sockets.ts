import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { TYPE } from '../forwarder/message/codes.ts';
import { readQuery } from '../forwarder/message/query.ts';
import { question } from '../forwarder/message/question.ts';
import { exchange } from '../forwarder/upstream/exchange.ts';
import type { Server } from '../platform/host-dns.ts';

/**
 * Whether nobody listens there, UDP and TCP; found out by listening, since where programs share a port (SO_REUSEPORT,
 * as dnsproxy does on Unix) a second one would be started without an error, and get a part of the queries.
 */
export async function isFree({ address, port }: Server): Promise<boolean> {
  const udp = createSocket({
    type: address.includes(':') ? 'udp6' : 'udp4',
    ipv6Only: address.includes(':'),
  });
  const tcp = createServer();
  try {
    const bound = once(udp, 'listening');
    udp.bind({ address, port, exclusive: true });
    await bound;
    const listening = once(tcp, 'listening');
    tcp.listen({ host: address, port, exclusive: true });
    await listening;
    return true;
  } catch (error) {
    // An address that is not of this machine is nobody's.
    return error instanceof Error && 'code' in error && error.code === 'EADDRNOTAVAIL';
  } finally {
    await Promise.all([closed(udp), closed(tcp)]);
  }
}

const ANSWER_WITHIN_MS = 500;

/**
 * Whether a proxy of ours answers there, UDP and TCP. It is asked for ANY, which it refuses by itself, so that a server
 * behind it that is away makes no difference; and not by listening, which would keep it from it.
 */
export async function isAnswered(server: Server): Promise<boolean> {
  const query = readQuery(question('test', TYPE.ANY));
  if (query === undefined) return false;
  const ask = { query, wholeNeeded: false, mixCase: false };
  const answer = exchange(server, ask, AbortSignal.timeout(ANSWER_WITHIN_MS));
  const both = await Promise.allSettled([answer, connects(server)]);
  return both.every(({ status }) => status === 'fulfilled');
}

async function connects({ address, port }: Server): Promise<void> {
  const socket = connect({ host: address, port, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  try {
    await once(socket, 'connect');
  } finally {
    socket.on('error', () => {});
    socket.destroy();
  }
}

function closed(closable: { close(done: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => {
    try {
      closable.close(() => resolve());
    } catch {
      resolve();
    }
  });
}

/** An address of loopback that is in none of these: free before and taken after, it tells of a wildcard. */
export function witness(addresses: readonly string[], port: number): Server {
  const address = ['127.0.0.1', '127.0.0.2', '127.0.0.3'].find((one) => !addresses.includes(one)) ?? '::1';
  return { address, port };
}
