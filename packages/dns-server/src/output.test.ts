import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { manualClock } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import { ask, textOf } from './fixtures/exchange.ts';
import { assignmentsFrom, recordSetsFrom } from './fixtures/rr-text.ts';
import { endpointOf, load, name, outputWith, serve } from './fixtures/serve.ts';

const www = name('www.example.com');
const nobody = { dirty() {}, readiness() {} };

test('an assignment is everything that a name has, at once', async () => {
  const { output, endpoint } = await serve('www.example.com - A 192.0.2.1\nwww.example.com - TXT "one"');
  await load(output, 'www.example.com 60 A 192.0.2.2');
  expect(textOf(await ask(endpoint, 'www.example.com A'))).toEqual([
    'NOERROR aa',
    'an www.example.com 60 A 192.0.2.2',
  ]);
  expect(textOf(await ask(endpoint, 'www.example.com TXT'))[1]).toMatch(/^ns example.com 30 SOA/);
  await output.apply([{ name: www, recordSets: [] }]);
  expect(textOf(await ask(endpoint, 'www.example.com A'))[0]).toBe('NXDOMAIN aa');
  expect([...output.ownedNames()]).toEqual([]);
  await output.stop();
});

test('records may be applied before it listens', async () => {
  const output = outputWith();
  await load(output, 'www.example.com - A 192.0.2.1');
  output.setComplete(true);
  expect(output.ready).toBe(false);
  await output.start(nobody);
  expect(textOf(await ask(endpointOf(output), 'www.example.com A'))[0]).toBe('NOERROR aa');
  await output.stop();
});

test('SERVFAIL while the records are not all there, before the first time and again', async () => {
  const output = outputWith();
  await output.start(nobody);
  await load(output, 'www.example.com - A 192.0.2.1');
  const code = async (question: string) => textOf(await ask(endpointOf(output), question))[0];
  expect(await code('www.example.com A')).toBe('SERVFAIL');
  expect(await code('nope.example.com A')).toBe('SERVFAIL');
  expect(await code('www.example.org A')).toBe('REFUSED');
  output.setComplete(true);
  expect(await code('www.example.com A')).toBe('NOERROR aa');
  expect(await code('nope.example.com A')).toBe('NXDOMAIN aa');
  output.setComplete(false);
  expect(await code('nope.example.com A')).toBe('SERVFAIL');
  await output.stop();
});

test('observed is what was applied, with its origins and a TTL', async () => {
  const output = outputWith({ ttl: 77 });
  const assignments = assignmentsFrom('www.example.com - A 192.0.2.1\nwww.example.com 5 TXT "x"');
  expect(await output.apply(assignments)).toEqual([{ name: www, result: 'done' }]);
  const { recordSets, foreign } = output.observed(www);
  expect(foreign).toEqual([]);
  expect(recordSets.map(({ type, ttl }) => [type, ttl])).toEqual([
    ['A', 77],
    ['TXT', 5],
  ]);
  expect(recordSets[0]?.targets[0]?.origins).toEqual(['Ingress/test/test#rule']);
  expect([output.ownedCount, ...output.ownedNames()]).toEqual([1, www]);
  expect(output.observed(name('nope.example.com'))).toEqual({ recordSets: [], foreign: [] });
});

test('settled is what apply would not change, origins included', async () => {
  const output = outputWith();
  const [assignment] = assignmentsFrom('www.example.com - A 192.0.2.1\nwww.example.com - TXT "x"');
  if (assignment === undefined) throw new Error('no assignment');
  expect(output.settled(assignment)).toBe(false);
  await output.apply([assignment]);
  expect(output.settled(assignment)).toBe(true);
  expect(output.settled({ ...assignment, recordSets: assignment.recordSets.toReversed() })).toBe(true);
  for (const other of [
    'www.example.com - A 192.0.2.1',
    'www.example.com - A 192.0.2.2\nwww.example.com - TXT "x"',
    'www.example.com 31 A 192.0.2.1\nwww.example.com - TXT "x"',
  ]) {
    expect(output.settled({ name: www, recordSets: recordSetsFrom(other) })).toBe(false);
  }
  const moved = assignment.recordSets.map((set) => ({
    ...set,
    targets: set.targets.map(({ value }) => ({ value, origins: ['Ingress/test/other#rule'] })),
  }));
  expect(output.settled({ name: www, recordSets: moved })).toBe(false);
  expect(output.settled({ name: name('nope.example.com'), recordSets: [] })).toBe(true);
});

test.each<[what: string, code: string | undefined, record: string]>([
  ['outside the zones', 'SKY_DNS_OUTSIDE', 'www.example.net - A 192.0.2.1'],
  ['CNAME at the apex', 'SKY_DNS_RESERVED', 'example.com - CNAME www.example.net'],
  ['NS at the apex', 'SKY_DNS_RESERVED', 'example.com - NS ns.example.net'],
  ['an address of ours', 'SKY_DNS_RESERVED', 'ns.example.com - A 192.0.2.1'],
  ['CNAME at a server of ours', 'SKY_DNS_RESERVED', 'ns.example.com - CNAME www.example.com'],
  [
    'more than a message holds',
    'SKY_DNS_SIZE',
    `www.example.com - TXT "${'x'.repeat(64_000)}"\nwww.example.com - TXT "${'y'.repeat(1000)}"`,
  ],
  ['another type at a server of ours', undefined, 'ns.example.com - AAAA 2001:db8::1'],
  ['an address at the apex', undefined, 'example.com - A 192.0.2.1'],
  ['the longest text', undefined, `www.example.com - TXT "${'x'.repeat(64_985)}"`],
])('%s: %s', async (_what, code, record) => {
  const output = outputWith();
  const [assignment] = assignmentsFrom(record);
  if (assignment === undefined) throw new Error('no assignment');
  expect(output.refuses(assignment.recordSets).map((problem) => problem.code)).toEqual(
    code === undefined ? [] : [code],
  );
  const outcomes = await output.apply([assignment, ...assignmentsFrom('other.example.com - A 192.0.2.1')]);
  expect(outcomes).toEqual([
    code === undefined
      ? { name: assignment.name, result: 'done' }
      : { name: assignment.name, result: 'failed', problem: expect.objectContaining({ code }) },
    { name: name('other.example.com'), result: 'done' },
  ]);
  expect(output.observed(assignment.name).recordSets).toHaveLength(code === undefined ? 1 : 0);
});

test('a target that is not canonical fails its own name and changes nothing', async () => {
  const output = outputWith();
  const targets = [{ value: 'not a host', origins: [] }];
  const [outcome] = await output.apply([
    { name: www, recordSets: [{ name: www, type: 'CNAME', ttl: 30, targets }] },
  ]);
  expect(outcome).toMatchObject({ name: www, result: 'failed', problem: { code: 'SKY_NAME_LABEL' } });
  expect(output.observed(www).recordSets).toEqual([]);
});

test.each([
  ['an endpoint', { listen: ['localhost:53'] }, 'SKY_DNS_LISTEN'],
  ['no endpoint', { listen: [] }, 'SKY_DNS_LISTEN'],
  ['a TTL', { ttl: 0 }, 'SKY_DNS_SETTING'],
  ['a size', { udpSize: 511 }, 'SKY_DNS_SETTING'],
  ['a limit', { maxConnections: 0.5 }, 'SKY_DNS_SETTING'],
  ['a time', { idleMs: Number.NaN }, 'SKY_DNS_SETTING'],
  ['a time of the SOA', { soa: { expire: 2 ** 31 } }, 'SKY_DNS_SETTING'],
  ['a TTL of the SOA', { soa: { ttl: -1 } }, 'SKY_DNS_SETTING'],
  ['a mailbox', { soa: { mailbox: 'nobody' } }, 'SKY_DNS_MAILBOX'],
  ['a mailbox too long for a name', { soa: { mailbox: `x@${'a.'.repeat(125)}aa` } }, 'SKY_DNS_MAILBOX'],
])('%s that cannot be is an error at once', (_what, options, code) => {
  expect(() => outputWith(options)).toThrow(expect.objectContaining({ code }));
});

test.each(['udp', 'tcp'])(
  'an address in use on %s is a problem, not an end, and heals',
  async (transport) => {
    const port = await (transport === 'udp' ? occupyUdp() : occupyTcp());
    const clock = manualClock(1);
    const output = outputWith({ listen: ['127.0.0.1:0', `127.0.0.1:${port.number}`], clock });
    const readiness: boolean[] = [];
    await output.start({ dirty() {}, readiness: (ready) => readiness.push(ready) });
    expect([output.ready, output.endpoints, readiness]).toEqual([false, [], []]);
    expect(output.problem).toMatchObject({
      code: 'SKY_DNS_LISTEN',
      hint: expect.stringContaining('Stop the other program'),
    });
    expect(output.problem?.message).toContain(`127.0.0.1:${port.number}`);

    expect(clock.waiting).toEqual([500]);
    clock.advance(500);
    await expect.poll(() => clock.waiting).toEqual([1000]);
    await port.release();
    clock.advance(1000);
    await expect.poll(() => readiness).toEqual([true]);
    expect([output.ready, output.problem]).toEqual([true, undefined]);
    await output.stop();
    expect([output.ready, clock.waiting]).toEqual([false, []]);
  },
);

test('listens on all endpoints or on none', async () => {
  const first = await occupyTcp();
  const second = await occupyUdp();
  await first.release();
  const output = outputWith({ listen: [`127.0.0.1:${first.number}`, `127.0.0.1:${second.number}`] });
  await output.start(nobody);
  expect(output.ready).toBe(false);
  const { output: other } = await serve('', { listen: [`127.0.0.1:${first.number}`] });
  await Promise.all([output.stop(), other.stop(), second.release()]);
});

test('the default name server has the listened addresses, but not those that stand for all', () => {
  const records = 'ns.example.com - A 192.0.2.1\nns.example.com - AAAA 2001:db8::1';
  const reserved = (...listen: string[]) => outputWith({ listen }).refuses(recordSetsFrom(records)).length;
  expect(reserved('127.0.0.1:53', '[::1]:53')).toBe(2);
  expect(reserved('127.0.0.1:53', '[::]:53')).toBe(1);
  expect(reserved('0.0.0.0:53', '[::]:53')).toBe(0);
});

test('after stop the port is free again', async () => {
  const { output, endpoint } = await serve('');
  await output.stop();
  const { output: next } = await serve('', { listen: [`127.0.0.1:${endpoint.port}`] });
  expect(next.endpoints).toEqual([endpoint]);
  await next.stop();
});

async function occupyUdp(): Promise<{ number: number; release: () => Promise<void> }> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { number: socket.address().port, release: () => new Promise((done) => socket.close(() => done())) };
}

async function occupyTcp(): Promise<{ number: number; release: () => Promise<void> }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { number: address.port, release: () => new Promise((done) => server.close(() => done())) };
}
