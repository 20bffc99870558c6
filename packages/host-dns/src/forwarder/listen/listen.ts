import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Server as TcpServer } from 'node:net';
import { type Clock, failure, parseAddress, type Result, success } from '@skywriter/core';
import { reasonOf } from '../../machine/file-problem.ts';
import type { Server } from '../../platform/host-dns.ts';
import type { Respond } from '../resolver.ts';
import { endpointText } from '../routes.ts';
import { createTcpServer } from './tcp.ts';
import { createUdpSocket } from './udp.ts';

export interface Listener {
  readonly endpoint: Server;
  close(): Promise<void>;
}

/** The system gives port 0 another number for TCP than for UDP; so often it is tried to find one for both. */
const TRIES = 10;

/**
 * Addresses to listen on, each a specific one: the wildcard would make this machine a resolver for every network that
 * it is in, and cannot be bound where a part of Windows holds port 53. Port 0 is one that the system chooses.
 * Problem: SKY_FORWARDER_LISTEN.
 */
export function checkListen(listen: readonly Server[]): Result<readonly Server[]> {
  const checked: Server[] = [];
  for (const { address, port } of listen) {
    const parsed = parseAddress(address);
    if (!parsed.ok) return bad(`${JSON.stringify(address)} is no address`);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return bad(`${port} is no port`);
    const { text, family } = parsed.value;
    if (text === '0.0.0.0' || text === '::') return bad(`${text} stands for all addresses`);
    const multicast = family === 4 ? Number(text.split('.')[0]) >= 224 : text.startsWith('ff');
    if (multicast) return bad(`${text} is of many machines`);
    checked.push({ address: text, port });
  }
  return checked.length === 0 ? bad('There is no address to listen on') : success(checked);
}

function bad(what: string) {
  return failure(
    'SKY_FORWARDER_LISTEN',
    `${what}.`,
    'Name each address of this machine that shall answer, such as 127.0.0.1 and ::1, with its port.',
  );
}

/** Listens for UDP and TCP on all of them, or on none. Problem: SKY_FORWARDER_LISTEN. */
export async function listenOn(
  endpoints: readonly Server[],
  respond: Respond,
  clock: Clock,
): Promise<Result<readonly Listener[]>> {
  const listeners: Listener[] = [];
  for (const endpoint of endpoints) {
    const listener = await open(endpoint, respond, clock);
    if (!listener.ok) {
      await Promise.all(listeners.map((one) => one.close()));
      return listener;
    }
    listeners.push(listener.value);
  }
  return success(listeners);
}

async function open({ address, port }: Server, respond: Respond, clock: Clock): Promise<Result<Listener>> {
  for (let tries = 1; ; tries += 1) {
    const tcp = createTcpServer(respond, clock);
    const udp = createUdpSocket(address.includes(':') ? 6 : 4, respond);
    try {
      tcp.listen({ host: address, port, ipv6Only: true, exclusive: true });
      await once(tcp, 'listening');
      const given = tcp.address();
      const chosen = typeof given === 'object' && given !== null ? given.port : port;
      // With a lookup of its own a socket may be bound before `bind` returns.
      const bound = once(udp, 'listening');
      udp.bind({ address, port: chosen, exclusive: true });
      await bound;
      // A datagram that could not be delivered is told as an error of the socket, and is none.
      udp.on('error', () => {});
      tcp.on('error', () => {});
      return success(listener({ address, port: chosen }, tcp, udp));
    } catch (error) {
      await Promise.all([closed(tcp), closed(udp)]);
      if (port !== 0 || tries === TRIES) return unavailable({ address, port }, error);
    }
  }
}

function listener(endpoint: Server, tcp: TcpServer, udp: Socket): Listener {
  const connections = new Set<{ destroy(): void }>();
  tcp.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return {
    endpoint,
    async close() {
      const both = Promise.all([closed(tcp), closed(udp)]);
      for (const connection of connections) connection.destroy();
      await both;
    },
  };
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

const hints: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Stop what answers there, or choose another address.',
  EACCES: 'Run it with the rights of an administrator, or choose a port from 1024 on.',
  EADDRNOTAVAIL: 'The address is not of this machine, or not yet: bring its adapter up first.',
};

function unavailable(endpoint: Server, error: unknown) {
  const reason = reasonOf(error);
  return failure(
    'SKY_FORWARDER_LISTEN',
    `Cannot listen on ${endpointText(endpoint)}: ${reason}.`,
    hints[reason] ?? 'See what stands in the way of that address.',
  );
}
