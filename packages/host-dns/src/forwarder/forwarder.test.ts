import { TRUNCATED_RESPONSE } from 'dns-packet';
import { expect, test } from 'vitest';
import { asks, at, clusterLocal, forwarder, upstream } from './testing/setup.ts';
import { always, refusing, response, silent, startUpstream } from './testing/upstream.ts';

test('each domain goes to its servers, the rest to the others', async () => {
  const cluster = await upstream(always('172.19.1.100'));
  const office = await upstream(always('192.0.2.1'));
  const proxy = await forwarder({
    rules: [{ domain: clusterLocal, servers: [at(cluster)] }],
    upstreams: [at(office)],
  });
  for (const tcp of [false, true]) {
    expect(await asks(proxy, 'k2s.cluster.local', { tcp })).toBe('NOERROR 172.19.1.100');
    expect(await asks(proxy, 'CLUSTER.local', { tcp })).toBe('NOERROR 172.19.1.100');
    expect(await asks(proxy, 'notcluster.local', { tcp })).toBe('NOERROR 192.0.2.1');
    expect(await asks(proxy, 'local', { tcp })).toBe('NOERROR 192.0.2.1');
  }
  expect(cluster.asked.every((name) => name.toLowerCase().endsWith('cluster.local'))).toBe(true);
  expect(office.asked).toEqual(['notcluster.local', 'local', 'notcluster.local', 'local']);
  expect(proxy.timesAsked('k2s.cluster.local')).toBe(2);
});

test('what a domain is refused is asked of nobody else', async () => {
  const cluster = await startUpstream(refusing);
  const office = await upstream(always('192.0.2.1'));
  const proxy = await forwarder({
    rules: [{ domain: clusterLocal, servers: [at(cluster), { address: '127.0.0.1', port: 1 }] }],
    upstreams: [at(office)],
  });
  expect(await asks(proxy, 'secret.cluster.local')).toBe('REFUSED');
  expect(await asks(proxy, 'secret.cluster.local', { type: 'TXT' })).toBe('REFUSED');
  expect(await asks(proxy, 'secret.cluster.local', { type: 'AAAA' })).toBe('NOERROR');
  await cluster.stop();
  expect(await asks(proxy, 'secret.cluster.local')).toBe('SERVFAIL');
  expect(office.asked).toEqual([]);
});

test('AAAA that the others refuse stays refused, for nothing is known of their names', async () => {
  const office = await upstream(refusing);
  const proxy = await forwarder({ upstreams: [at(office)] });
  expect(await asks(proxy, 'www.example.com', { type: 'AAAA' })).toBe('REFUSED');
});

test('one dead server of two, and the last one', async () => {
  const dead = await startUpstream(silent);
  const alive = await upstream(always('192.0.2.2'));
  const proxy = await forwarder({ upstreams: [at(dead), at(alive)] });
  expect(await asks(proxy, 'a.example.com')).toBe('NOERROR 192.0.2.2');
  await dead.stop();
  expect(await asks(proxy, 'b.example.com')).toBe('NOERROR 192.0.2.2');
  proxy.setUpstreams([at(dead)]);
  const started = performance.now();
  expect(await asks(proxy, 'c.example.com')).toBe('SERVFAIL');
  expect(performance.now() - started).toBeLessThan(1500);
  await upstream(always('192.0.2.3'), dead.port);
  expect(await asks(proxy, 'd.example.com')).toBe('NOERROR 192.0.2.3');
});

test('other servers are asked from the next query on', async () => {
  const first = await upstream(always('192.0.2.1'));
  const second = await upstream(always('192.0.2.2'));
  const proxy = await forwarder({ upstreams: [at(first)] });
  expect(await asks(proxy, 'www.example.com')).toBe('NOERROR 192.0.2.1');
  expect(proxy.setUpstreams([at(second)])).toMatchObject({ ok: true });
  expect(await asks(proxy, 'www.example.com')).toBe('NOERROR 192.0.2.2');
  expect(proxy.setUpstreams([])).toMatchObject({ ok: true });
  expect(await asks(proxy, 'www.example.com')).toBe('SERVFAIL');
  expect(proxy.setUpstreams([{ address: 'nonsense', port: 53 }])).toMatchObject({
    problem: { code: 'SKY_FORWARDER_SERVER' },
  });
});

const large = Array.from({ length: 100 }, (_, index) => `192.0.2.${index}`);
const largeAnswer = (size: number) => large.slice(0, size);

test('what does not fit is cut, and whole over TCP and with EDNS', async () => {
  const office = await upstream((query, transport) => {
    const name = query.questions?.[0]?.name ?? '';
    const answers = largeAnswer(100).map((data) => ({ type: 'A' as const, name, ttl: 1, data }));
    return [transport === 'udp' ? response(query, [], TRUNCATED_RESPONSE) : response(query, answers)];
  });
  const proxy = await forwarder({ upstreams: [at(office)] });
  const whole = ['NOERROR', ...large].join(' ');
  expect(await asks(proxy, 'many.example.com')).toBe('NOERROR');
  expect(await asks(proxy, 'many.example.com', { tcp: true })).toBe(whole);
  expect(await asks(proxy, 'many.example.com', { edns: 4096 })).toBe(whole);
  expect(await asks(proxy, 'many.example.com', { edns: 1232 })).toBe('NOERROR');
});

test('a server that sends more than was asked for is cut for the client', async () => {
  const office = await upstream((query) => {
    const name = query.questions?.[0]?.name ?? '';
    return [
      response(
        query,
        large.map((data) => ({ type: 'A' as const, name, ttl: 1, data })),
      ),
    ];
  });
  const proxy = await forwarder({ upstreams: [at(office)] });
  expect(await asks(proxy, 'many.example.com')).toBe('NOERROR');
  expect(await asks(proxy, 'many.example.com', { edns: 4096 })).toContain('192.0.2.99');
});

test('a query keeps what it carries, and its size fits every network', async () => {
  const office = await upstream(always('192.0.2.1'));
  const proxy = await forwarder({ upstreams: [at(office)] });
  await asks(proxy, 'www.example.com', { edns: 4096 });
  await asks(proxy, 'www.example.com', { edns: 900 });
  await asks(proxy, 'www.example.com');
  expect(office.queries.map(({ additionals }) => additionals)).toMatchObject([
    [{ type: 'OPT', udpPayloadSize: 1232 }],
    [{ type: 'OPT', udpPayloadSize: 900 }],
    [],
  ]);
});

test('answers that are none are not heard', async () => {
  const office = await upstream((query) => {
    const [asked] = query.questions ?? [];
    const forged = (change: object) => ({ ...always('192.0.2.66')(query, 'udp')[0], ...change });
    const other = { questions: [{ type: 'A' as const, name: 'other.test' }] };
    return [
      Buffer.from('no DNS'),
      { ...query, type: 'query' },
      forged({ id: ((query.id ?? 0) + 1) % 0x10000 }),
      forged(other),
      forged({ questions: [{ type: 'AAAA' as const, name: asked?.name ?? '' }] }),
      ...always('192.0.2.1')(query, 'udp'),
    ];
  });
  const proxy = await forwarder({ upstreams: [at(office)] });
  expect(await asks(proxy, 'www.example.com')).toBe('NOERROR 192.0.2.1');
});

test('letters by chance: an answer must repeat them, and the client has its own back', async () => {
  const office = await upstream(always('192.0.2.1'));
  const lowering = await upstream((query) => {
    const name = query.questions?.[0]?.name.toLowerCase() ?? '';
    return always('192.0.2.66')({ ...query, questions: [{ type: 'A', name }] }, 'udp');
  });
  const proxy = await forwarder({ upstreams: [at(office)], mixCase: true });
  const name = 'a-name-with-so-many-letters-that-chance-mixes-them.example.com';
  expect(await asks(proxy, name)).toBe('NOERROR 192.0.2.1');
  expect(office.asked[0]).not.toBe(name);
  expect(office.asked[0]?.toLowerCase()).toBe(name);
  proxy.setUpstreams([at(lowering)]);
  expect(await asks(proxy, name)).toBe('SERVFAIL');
});

test.each([
  ['www.example.com', 'ANY', 'NOERROR'],
  ['www.example.com', 'AXFR', 'REFUSED'],
  ['www.example.com', 'IXFR', 'REFUSED'],
])('%s %s is answered here: %s', async (name, type, code) => {
  const office = await upstream(always('192.0.2.1'));
  const proxy = await forwarder({ upstreams: [at(office)] });
  expect(await asks(proxy, name, { type })).toMatch(new RegExp(`^${code}`));
  expect(await asks(proxy, 'version.bind', { type: 'TXT', class: 'CH' })).toBe('REFUSED');
  expect(office.asked).toEqual([]);
});

test('who asks the same at the same time waits for one answer', async () => {
  const office = await upstream(always('192.0.2.1'));
  const proxy = await forwarder({ upstreams: [at(office)] });
  const all = await Promise.all(Array.from({ length: 50 }, () => asks(proxy, 'www.example.com')));
  expect(new Set(all)).toEqual(new Set(['NOERROR 192.0.2.1']));
  expect(office.asked.length).toBeLessThan(50);
});
