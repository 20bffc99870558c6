import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { freePort } from '@skywriter/testbed';
import { type Answer, decode, encode, type Packet, streamEncode } from 'dns-packet';

export type Transport = 'udp' | 'tcp';
/** What a server sends to a query: packets, or octets as they are. */
export type Answering = (query: Packet, transport: Transport) => readonly (Packet | Buffer)[];

export interface TestUpstream {
  readonly address: string;
  readonly port: number;
  /** The names it was asked for, as they were written, in their order. */
  readonly asked: string[];
  readonly queries: Packet[];
  stop(): Promise<void>;
}

/** A DNS server on loopback, UDP and TCP on one port. */
export async function startUpstream(answering: Answering, port?: number): Promise<TestUpstream> {
  const address = '127.0.0.1';
  const chosen = port ?? (await freePort());
  const queries: Packet[] = [];
  const reply = (message: Buffer, transport: Transport) => {
    const query = decode(message);
    queries.push(query);
    return answering(query, transport);
  };
  const udp = createSocket('udp4');
  udp.on('message', (message, from) => {
    for (const one of reply(message, 'udp'))
      udp.send(Buffer.isBuffer(one) ? one : encode(one), from.port, from.address);
  });
  udp.bind(chosen, address);
  await once(udp, 'listening');
  const connections = new Set<Socket>();
  const tcp = createServer((socket) => {
    connections.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (message: Buffer) => {
      for (const one of reply(message.subarray(2), 'tcp'))
        socket.write(Buffer.isBuffer(one) ? one : streamEncode(one));
    });
  }).listen(chosen, address);
  await once(tcp, 'listening');
  return {
    address,
    port: chosen,
    queries,
    get asked() {
      return queries.map(({ questions }) => questions?.[0]?.name ?? '');
    },
    async stop() {
      for (const connection of connections) connection.destroy();
      const ended = [once(udp, 'close'), once(tcp, 'close')];
      udp.close();
      tcp.close();
      await Promise.all(ended);
    },
  };
}

export function response(query: Packet, answers: readonly Answer[] = [], flags = 0): Packet {
  return { ...query, type: 'response', flags, answers: [...answers] };
}

/** A server that has one address for everything. */
export function always(data: string): Answering {
  return (query) => {
    const name = query.questions?.[0]?.name ?? '';
    const isA = query.questions?.[0]?.type === 'A';
    return [response(query, isA ? [{ type: 'A', name, ttl: 30, data }] : [])];
  };
}

export const silent: Answering = () => [];
export const refusing: Answering = (query) => [response(query, [], 5)];
