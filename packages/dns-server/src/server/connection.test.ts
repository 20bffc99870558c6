import { once } from 'node:events';
import { manualClock } from '@skywriter/testbed';
import { decode } from 'dns-packet';
import { afterEach, expect, test } from 'vitest';
import { connectTo, framed, queryFor } from '../fixtures/exchange.ts';
import { type Served, serve } from '../fixtures/serve.ts';
import { MAX_QUERY } from '../message/query.ts';

const running: Served[] = [];
afterEach(async () => {
  for (const { output } of running.splice(0)) await output.stop();
});

async function start(...args: Parameters<typeof serve>): Promise<Served> {
  const served = await serve(...args);
  running.push(served);
  return served;
}

const www = 'www.example.com - A 192.0.2.1';
const numbered = (id: number) => framed(queryFor('www.example.com A', { id }));

test('queries in flight are answered in their order', async () => {
  const { endpoint } = await start(www);
  const client = await connectTo(endpoint);
  client.socket.write(Buffer.concat([numbered(1), numbered(2), numbered(3)]));
  for (const id of [1, 2, 3]) expect(decode(await client.next()).id).toBe(id);
  client.socket.write(numbered(4));
  expect(decode(await client.next()).id).toBe(4);
  client.socket.destroy();
});

test('a query may come octet by octet', async () => {
  const { endpoint } = await start(www);
  const client = await connectTo(endpoint);
  client.socket.setNoDelay(true);
  for (const octet of Buffer.concat([numbered(1), numbered(2)])) {
    await new Promise<void>((resolve) => client.socket.write(Buffer.from([octet]), () => resolve()));
  }
  expect(decode(await client.next()).id).toBe(1);
  expect(decode(await client.next()).id).toBe(2);
  client.socket.destroy();
});

test('who closes the sending side still gets the answers, and then the end', async () => {
  const { endpoint } = await start(www);
  const client = await connectTo(endpoint);
  client.socket.end(Buffer.concat([numbered(1), numbered(2)]));
  expect(decode(await client.next()).id).toBe(1);
  expect(decode(await client.next()).id).toBe(2);
  await client.closed;
});

test('a client that does not read is not read either, and gets everything when it does', async () => {
  const large = Array.from({ length: 3000 }, (_, i) => `large.example.com - A 10.0.${i >> 8}.${i & 255}`);
  const { output, endpoint } = await start(large.join('\n'));
  const client = await connectTo(endpoint);
  client.socket.pause();
  const count = 2000;
  const query = framed(queryFor('large.example.com A'));
  const sent = new Promise<void>((resolve) => {
    client.socket.end(Buffer.concat(Array.from({ length: count }, () => query)), () => resolve());
  });
  // The queries fit in what the system buffers; their answers, 96 MB, do not, so the server has to stop.
  await sent;
  await expect.poll(() => output.statistics.received).toBeGreaterThan(0);
  expect(output.statistics.received).toBeLessThan(count / 2);
  let octets = 0;
  client.socket.removeAllListeners('data');
  client.socket.on('data', (chunk: Buffer) => {
    octets += chunk.length;
  });
  client.socket.resume();
  await once(client.socket, 'end');
  expect(output.statistics.received).toBe(count);
  expect(octets).toBe(count * (2 + 12 + 23 + 3000 * 16));
});

test('queries that cannot be answered yet wait in the client, not in the server', async () => {
  const large = Array.from({ length: 3000 }, (_, i) => `large.example.com - A 10.0.${i >> 8}.${i & 255}`);
  const { output, endpoint } = await start([www, ...large].join('\n'));
  const client = await connectTo(endpoint);
  client.socket.pause();
  // More than the buffers of any system hold for one connection.
  const query = framed(queryFor('large.example.com A'));
  client.socket.write(Buffer.alloc(query.length * 1_000_000, query));
  await expect.poll(() => output.statistics.received).toBeGreaterThan(0);
  const other = await connectTo(endpoint);
  for (let id = 0; id < 500; id += 1) {
    other.socket.write(numbered(id));
    await other.next();
  }
  expect(client.socket.writableLength).toBeGreaterThan(0);
  client.socket.destroy();
  other.socket.destroy();
});

test.each([
  ['a response', framed(Buffer.from('12678100000100000000000000', 'hex'))],
  ['less than a header', framed(Buffer.from('1267', 'hex'))],
  ['nothing at all', framed(Buffer.alloc(0))],
  ['more than any query needs', Buffer.from([(MAX_QUERY + 1) >> 8, (MAX_QUERY + 1) & 255])],
])('%s ends the connection', async (_what, octets) => {
  const { endpoint } = await start(www);
  const client = await connectTo(endpoint);
  client.socket.write(octets);
  await client.closed;
});

test('a malformed query is answered, and the connection goes on', async () => {
  const { endpoint } = await start(www);
  const client = await connectTo(endpoint);
  client.socket.write(Buffer.concat([framed(Buffer.from('126701000002000000000000', 'hex')), numbered(7)]));
  expect((await client.next()).toString('hex')).toBe('126781010000000000000000');
  expect(decode(await client.next()).id).toBe(7);
  client.socket.destroy();
});

test('time counts from one whole query to the next', async () => {
  const clock = manualClock(1);
  const { output, endpoint } = await start(www, { clock, idleMs: 1000 });
  const client = await connectTo(endpoint);
  client.socket.write(numbered(1));
  await client.next();
  clock.advance(999);
  client.socket.write(numbered(2));
  await client.next();
  clock.advance(999);
  // An octet now and then is not a query.
  client.socket.write(numbered(3).subarray(0, 5));
  expect(clock.waiting).toEqual([1]);
  clock.advance(1);
  await client.closed;
  expect(output.statistics.received).toBe(2);

  const leaving = await connectTo(endpoint);
  leaving.socket.write(numbered(4));
  await leaving.next();
  expect(clock.waiting).toEqual([1000]);
  leaving.socket.destroy();
  await expect.poll(() => clock.waiting).toEqual([]);
});

test('connections beyond the limit are refused, and counted', async () => {
  const { output, endpoint } = await start(www, { maxConnections: 1 });
  const first = await connectTo(endpoint);
  first.socket.write(numbered(1));
  await first.next();
  const second = await connectTo(endpoint);
  await second.closed;
  expect(output.statistics.refusedConnections).toBe(1);
  first.socket.write(numbered(2));
  expect(decode(await first.next()).id).toBe(2);
  first.socket.destroy();
});

test('stopping ends all connections', async () => {
  const { output, endpoint } = await start(www);
  const client = await connectTo(endpoint);
  client.socket.write(numbered(1));
  await client.next();
  await output.stop();
  await client.closed;
});
