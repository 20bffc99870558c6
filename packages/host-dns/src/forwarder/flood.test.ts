import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { eventually } from '@skywriter/testbed';
import { decode, encode } from 'dns-packet';
import { afterEach, expect, test } from 'vitest';
import { asks, at, clusterLocal, forwarder, upstream } from './testing/setup.ts';
import { always, silent } from './testing/upstream.ts';

const sockets: { destroy(): void }[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

const queryFor = (name: string) =>
  encode({ type: 'query', id: 7, flags: 0x100, questions: [{ type: 'A', name }] });

async function connectTo(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

test('a flood of names whose server is silent keeps nobody else waiting', async () => {
  const cluster = await upstream(silent);
  const office = await upstream(always('192.0.2.1'));
  const proxy = await forwarder({
    rules: [{ domain: clusterLocal, servers: [at(cluster)] }],
    upstreams: [at(office)],
  });
  const flood = createSocket('udp4');
  sockets.push({ destroy: () => flood.close() });
  let replies = 0;
  flood.on('message', () => {
    replies += 1;
  });
  const { port = 0 } = proxy.endpoints[0] ?? {};
  for (let index = 0; index < 1000; index += 1) {
    flood.send(queryFor(`n${index}.cluster.local`), port, '127.0.0.1');
  }
  // The system drops what is too much for its buffer, so a client may have to ask again, as all do.
  const asked = () => asks(proxy, 'www.example.com', { timeoutMs: 500 });
  await eventually(async () => expect(await asked()).toBe('NOERROR 192.0.2.1'), { within: 3000 });
  // Each of them that came in hears that it failed.
  await eventually(() => expect(replies).toBeGreaterThan(50));
  expect(cluster.asked.length).toBeLessThanOrEqual(2 * 200);
});

test('more TCP clients than there are places', async () => {
  const office = await upstream(always('192.0.2.1'));
  const proxy = await forwarder({ upstreams: [at(office)] });
  const { port = 0 } = proxy.endpoints[0] ?? {};
  const clients = await Promise.all(Array.from({ length: 80 }, () => connectTo(port)));
  const closed = () => clients.filter(({ closed: isClosed }) => isClosed).length;
  await eventually(() => expect(closed()).toBe(80 - 64));
  expect(await asks(proxy, 'www.example.com')).toBe('NOERROR 192.0.2.1');
  for (const client of clients) client.destroy();
  await eventually(async () =>
    expect(await asks(proxy, 'www.example.com', { tcp: true })).toBe('NOERROR 192.0.2.1'),
  );
});

test('a hundred queries on one connection, which then has no more to say', async () => {
  const office = await upstream(always('192.0.2.1'));
  const proxy = await forwarder({ upstreams: [at(office)] });
  const { port = 0 } = proxy.endpoints[0] ?? {};
  const client = await connectTo(port);
  const names = Array.from({ length: 100 }, (_, index) => `n${index}.example.com`);
  const frames = names.map((name) => {
    const query = queryFor(name);
    return Buffer.concat([Buffer.from([query.length >> 8, query.length & 255]), query]);
  });
  const received: Buffer[] = [];
  client.on('data', (part: Buffer) => void received.push(part));
  client.end(Buffer.concat(frames));
  await once(client, 'close');
  const octets = Buffer.concat(received);
  const answered = new Set<string>();
  for (let end = 0; end < octets.length; ) {
    const [start, length] = [end + 2, octets.readUInt16BE(end)];
    end = start + length;
    answered.add(decode(octets.subarray(start, end)).questions?.[0]?.name ?? '');
  }
  expect([...answered].sort()).toEqual([...names].sort());
});

test.each([
  ['a reply', Buffer.from('000c12678180000100000000', 'hex')],
  ['an endless one', Buffer.from([0xff, 0xff])],
  ['nothing', Buffer.from([0, 0])],
])('%s ends the connection', async (_, octets) => {
  const proxy = await forwarder({});
  const client = await connectTo(proxy.endpoints[0]?.port ?? 0);
  client.write(Buffer.concat([octets, Buffer.alloc(12)]));
  client.resume();
  await once(client, 'close');
});
