import { parseName, unwrap } from '@skywriter/core';
import { freePort, systemClock } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import { createForwarder } from './forwarder.ts';
import { asks, at, cleanly, clusterLocal, forwarder, upstream } from './testing/setup.ts';
import { always } from './testing/upstream.ts';

const local = unwrap(parseName('local'));

/** As on a K2s host: the forwarder asks the cluster's dnsmasq for a domain, which asks the forwarder for the rest. */
async function machine(domain: typeof local) {
  const cluster = await upstream(always('172.19.1.100'));
  const office = await upstream(always('192.0.2.1'));
  const port = await freePort();
  const master = await forwarder({
    rules: [{ domain: clusterLocal, servers: [at(cluster)] }],
    upstreams: [{ address: '127.0.0.1', port }],
  });
  const [asked] = master.endpoints;
  const host = await forwarder({
    listen: [{ address: '127.0.0.1', port }],
    rules: asked === undefined ? [] : [{ domain, servers: [asked] }],
    upstreams: [at(office)],
  });
  return { host, master, cluster, office };
}

test('a domain that is too wide goes round once, and ends', async () => {
  const { host, master } = await machine(local);
  expect(await asks(host, 'printer.local')).toBe('SERVFAIL');
  expect(host.timesAsked('printer.local')).toBeLessThanOrEqual(3);
  expect(master.timesAsked('printer.local')).toBeLessThanOrEqual(3);
});

test('a check leaves the server out that asks back, and says so', async () => {
  const { host, master } = await machine(local);
  expect(await host.checkLoops()).toMatchObject([
    { code: 'SKY_FORWARDER_LOOP', message: expect.stringContaining('for local') },
  ]);
  const before = master.timesAsked('printer.local');
  expect(await asks(host, 'printer.local')).toBe('REFUSED');
  expect(master.timesAsked('printer.local')).toBe(before);
  expect(host.servers).toMatchObject([{ domain: 'local', state: 'loops' }, { state: 'usable' }]);
  expect(await asks(host, 'www.example.com')).toBe('NOERROR 192.0.2.1');
});

test('the narrow domain has no loop', async () => {
  const { host, master, office } = await machine(clusterLocal);
  expect(await host.checkLoops()).toEqual([]);
  expect(await asks(host, 'k2s.cluster.local')).toBe('NOERROR 172.19.1.100');
  expect(await asks(host, 'printer.local')).toBe('NOERROR 192.0.2.1');
  expect(master.timesAsked('printer.local')).toBe(0);
  expect(office.asked.at(-1)).toBe('printer.local');
  // What the cluster does not know comes to the host, and goes on to the office: no loop either.
  expect(await asks(master, 'www.example.com')).toBe('NOERROR 192.0.2.1');
});

test('itself is nobody to ask', async () => {
  const listen = [{ address: '127.0.0.1', port: 5300 }];
  const rules = [{ domain: clusterLocal, servers: listen }];
  expect(createForwarder({ listen, rules, upstreams: [], clock: systemClock })).toMatchObject({
    problem: { code: 'SKY_FORWARDER_SELF' },
  });
  const proxy = await forwarder({});
  expect(proxy.setUpstreams(proxy.endpoints)).toMatchObject({ problem: { code: 'SKY_FORWARDER_SELF' } });
});

test.each([
  ['0.0.0.0', 53],
  ['::', 53],
  ['0::0', 53],
  ['224.0.0.251', 53],
  ['ff02::fb', 53],
  ['localhost', 53],
  ['127.0.0.1', 70_000],
])('it does not listen on %s port %d', (address, port) => {
  const options = { listen: [{ address, port }], rules: [], upstreams: [], clock: systemClock };
  expect(createForwarder(options)).toMatchObject({ problem: { code: 'SKY_FORWARDER_LISTEN' } });
});

test('an address in use, one of another machine: it listens nowhere then', async () => {
  const first = await forwarder({});
  const [taken] = first.endpoints;
  const free = { address: '127.0.0.1', port: await freePort() };
  for (const [other, reason] of [
    [taken, 'EADDRINUSE'],
    [{ address: '192.0.2.7', port: 53_000 }, 'EADDRNOTAVAIL'],
  ] as const) {
    const listen = other === undefined ? [] : [free, other];
    const second = cleanly(unwrap(createForwarder({ listen, rules: [], upstreams: [], clock: systemClock })));
    expect(await second.start()).toMatchObject({
      problem: { code: 'SKY_FORWARDER_LISTEN', message: expect.stringContaining(reason) },
    });
    expect(second.endpoints).toEqual([]);
  }
  unwrap(
    await cleanly(
      unwrap(createForwarder({ listen: [free], rules: [], upstreams: [], clock: systemClock })),
    ).start(),
  );
});

test.each([
  ['SKY_FORWARDER_RULE', [{ domain: clusterLocal, servers: [] }]],
  [
    'SKY_FORWARDER_RULE',
    [{ domain: clusterLocal, servers: [{ address: '10.0.0.1', port: 53 }] }].flatMap((one) => [one, one]),
  ],
  [
    'SKY_FORWARDER_RULE',
    [{ domain: unwrap(parseName('*.local')), servers: [{ address: '10.0.0.1', port: 53 }] }],
  ],
  ['SKY_FORWARDER_SERVER', [{ domain: clusterLocal, servers: [{ address: '10.0.0.1', port: 0 }] }]],
  ['SKY_FORWARDER_SERVER', [{ domain: clusterLocal, servers: [{ address: 'dns.corp', port: 53 }] }]],
])('%s', (code, rules) => {
  const listen = [{ address: '127.0.0.1', port: 0 }];
  expect(createForwarder({ listen, rules, upstreams: [], clock: systemClock })).toMatchObject({
    problem: { code },
  });
});
