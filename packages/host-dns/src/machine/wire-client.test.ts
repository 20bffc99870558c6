import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from '@skywriter/testbed';
import { decode, encode, type Packet, streamEncode, TRUNCATED_RESPONSE } from 'dns-packet';
import { afterEach, expect, test } from 'vitest';
import type { Question } from './machine.ts';
import { systemLookUp } from './system-lookup.ts';
import { askServer } from './wire-client.ts';

const question: Question = { name: 'k2s.cluster.local', type: 'A' };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Answering = (query: Packet) => (Packet | Buffer)[];

/** A DNS server on loopback, UDP and TCP on one port. */
async function server(udp: Answering, tcp: Answering = () => []) {
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    for (const reply of udp(decode(message))) {
      socket.send(Buffer.isBuffer(reply) ? reply : encode(reply), port, address);
    }
  });
  // One that is free for both.
  const port = await freePort();
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  const listener = createServer((connection) => {
    connection.once('data', (message: Buffer) => {
      for (const reply of tcp(decode(message.subarray(2)))) {
        // In pieces, as networks do.
        const all = Buffer.isBuffer(reply) ? reply : streamEncode(reply);
        connection.write(all.subarray(0, 1));
        connection.write(all.subarray(1));
      }
      connection.end();
    });
  }).listen(port, '127.0.0.1');
  await once(listener, 'listening');
  closing.push(
    () => socket.close(),
    () => listener.close(),
  );
  return { address: '127.0.0.1', port };
}

const reply = (query: Packet, addresses: readonly string[], flags = 0): Packet => ({
  ...query,
  type: 'response',
  flags,
  answers: addresses.map((data) => ({ type: 'A', name: question.name, ttl: 30, data })),
});

test('addresses, sorted', async () => {
  const to = await server((query) => [reply(query, ['192.0.2.2', '192.0.2.1'])]);
  expect(await askServer(to, question)).toEqual({ is: 'found', addresses: ['192.0.2.1', '192.0.2.2'] });
});

test.each([
  ['no such name', 3, { is: 'none' }],
  ['no such type', 0, { is: 'none' }],
  ['a refusal', 5, { is: 'failed', reason: 'REFUSED' }],
  ['a fault', 2, { is: 'failed', reason: 'SERVFAIL' }],
])('%s', async (_, code, expected) => {
  const to = await server((query) => [reply(query, [], code)]);
  expect(await askServer(to, question)).toEqual(expected);
});

test('an answer that was cut is asked for again over TCP', async () => {
  const to = await server(
    (query) => [reply(query, [], TRUNCATED_RESPONSE)],
    (query) => [reply(query, ['192.0.2.7'])],
  );
  expect(await askServer(to, question)).toEqual({ is: 'found', addresses: ['192.0.2.7'] });
});

test('what is no answer to this question is not heard', async () => {
  const to = await server((query) => [
    Buffer.from('no DNS'),
    query,
    reply({ ...query, id: ((query.id ?? 0) + 1) % 0x10000 }, ['192.0.2.66']),
    reply({ ...query, questions: [{ type: 'A', name: 'other.test' }] }, ['192.0.2.66']),
    reply(query, ['192.0.2.1']),
  ]);
  expect(await askServer(to, question)).toEqual({ is: 'found', addresses: ['192.0.2.1'] });
});

test.each([
  ['closes at once', () => []],
  ['sends nonsense', () => [Buffer.from([0, 3, 1, 2, 3])]],
] satisfies [string, Answering][])('a server that %s over TCP', async (_, tcp) => {
  const to = await server((query) => [reply(query, [], TRUNCATED_RESPONSE)], tcp);
  expect(await askServer(to, question)).toMatchObject({ is: 'failed' });
});

test('nobody answers, nobody listens, no address', async () => {
  const to = await server(() => []);
  expect(await askServer(to, question, { timeout: 100 })).toEqual({
    is: 'failed',
    reason: 'no answer within 100 ms',
  });
  const gone = await server(() => []);
  for (const close of closing.splice(-2)) close();
  expect(await askServer(gone, question, { timeout: 5000 })).toMatchObject({ is: 'failed' });
});

test('the system is asked as programs ask', async () => {
  expect(await systemLookUp({ name: 'skywriter-does-not-exist.invalid', type: 'A' })).not.toMatchObject({
    is: 'found',
  });
  expect(await systemLookUp({ name: `${'a'.repeat(70)}.invalid`, type: 'AAAA' })).not.toMatchObject({
    is: 'found',
  });
});
