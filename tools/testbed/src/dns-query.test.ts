import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import * as dnsPacket from 'dns-packet';
import { afterEach, expect, test } from 'vitest';
import { dnsQuery } from './dns-query.ts';
import { freePort } from './ports.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

const records: dnsPacket.Answer[] = [
  { name: 'a.test', type: 'A', ttl: 30, data: '192.0.2.1' },
  { name: 'a.test', type: 'AAAA', ttl: 30, data: '2001:db8::1' },
  { name: 'a.test', type: 'CNAME', ttl: 30, data: 'b.test' },
  { name: 'a.test', type: 'MX', ttl: 30, data: { preference: 10, exchange: 'mail.test' } },
  { name: 'a.test', type: 'SRV', ttl: 30, data: { priority: 1, weight: 2, port: 3, target: 's.test' } },
  { name: 'a.test', type: 'TXT', ttl: 30, data: ['say "hi"', 'back\\slash', Buffer.from([0, 200])] },
  {
    name: 'test',
    type: 'SOA',
    ttl: 30,
    data: { mname: 'ns.test', rname: 'me.test', serial: 1, refresh: 2, retry: 3, expire: 4, minimum: 5 },
  },
];

function reply(query: Buffer, more: Partial<dnsPacket.Packet> = {}): Buffer {
  const { id, questions } = dnsPacket.decode(query);
  const flags = dnsPacket.AUTHORITATIVE_ANSWER;
  return dnsPacket.encode({ type: 'response', ...(id !== undefined && { id }), questions, flags, ...more });
}

async function udpServer(answer: (query: Buffer, send: (reply: Buffer) => void) => void): Promise<number> {
  const socket: Socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) =>
    answer(query, (message) => socket.send(message, port, address)),
  );
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  open.push(() => socket.close());
  return socket.address().port;
}

test('gives every section in presentation form', async () => {
  const opt = { type: 'OPT', name: '.', udpPayloadSize: 4096, options: [] } as unknown as dnsPacket.OptAnswer;
  const port = await udpServer((query, send) =>
    send(reply(query, { answers: records, authorities: records.slice(6), additionals: [opt] })),
  );
  const result = await dnsQuery({ port, name: 'a.test', type: 'ANY', edns: true });
  expect(result).toMatchObject({ rcode: 'NOERROR', aa: true, tc: false, additional: [] });
  expect(result.answer.map(({ name, type, ttl, rdata }) => `${name} ${ttl} ${type} ${rdata}`)).toEqual([
    'a.test. 30 A 192.0.2.1',
    'a.test. 30 AAAA 2001:db8::1',
    'a.test. 30 CNAME b.test.',
    'a.test. 30 MX 10 mail.test.',
    'a.test. 30 SRV 1 2 3 s.test.',
    'a.test. 30 TXT "say \\"hi\\"" "back\\\\slash" "\\000\\200"',
    'test. 30 SOA ns.test. me.test. 1 2 3 4 5',
  ]);
  expect(result.authority).toHaveLength(1);
});

test('advertises the size it is told to', async () => {
  const sizes: unknown[] = [];
  const port = await udpServer((query, send) => {
    const [opt] = dnsPacket.decode(query).additionals ?? [];
    sizes.push((opt as dnsPacket.OptAnswer | undefined)?.udpPayloadSize);
    send(reply(query));
  });
  for (const edns of [false, true, 4096]) await dnsQuery({ port, name: 'a.test', edns });
  expect(sizes).toEqual([undefined, 1232, 4096]);
});

test('takes no answer to another question', async () => {
  const port = await udpServer((query, send) => {
    const wrong = Buffer.from(reply(query, { answers: records.slice(0, 1) }));
    wrong.writeUInt16BE((wrong.readUInt16BE(0) + 1) & 0xffff, 0);
    send(wrong);
    send(reply(query));
  });
  expect((await dnsQuery({ port, name: 'a.test' })).answer).toEqual([]);
});

test('puts an answer over TCP together from its pieces', async () => {
  const server = createServer((socket) => {
    socket.on('data', (data: Buffer) => {
      const message = reply(data.subarray(2), { answers: records });
      const framed = Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]);
      socket.write(framed.subarray(0, 1));
      setImmediate(() => socket.write(framed.subarray(1, 50)));
      setTimeout(() => socket.write(framed.subarray(50)), 5);
    });
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  expect((await dnsQuery({ port, name: 'a.test', tcp: true })).answer).toHaveLength(records.length);
});

test('says at once that nobody listens, and after its time that nobody answers', async () => {
  const port = await freePort();
  await expect(dnsQuery({ port, name: 'a.test' })).rejects.toThrow('ECONNREFUSED');
  await expect(dnsQuery({ port, name: 'a.test', tcp: true })).rejects.toThrow('ECONNREFUSED');
  const silent = await udpServer(() => {});
  await expect(dnsQuery({ port: silent, name: 'a.test', timeoutMs: 30 })).rejects.toMatchObject({
    code: 'SKY_TESTBED_DNS',
    message: expect.stringContaining('no answer within 30 ms'),
  });
});
