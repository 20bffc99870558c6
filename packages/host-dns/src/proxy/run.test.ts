import { join } from 'node:path';
import { parseName, unwrap } from '@skywriter/core';
import { eventually, freePort, makeFolder, provide, startCoreDns } from '@skywriter/testbed';
import { describe, expect, test } from 'vitest';
import { asks, at, cleanly, clusterLocal, forwarder, upstream } from '../forwarder/testing/setup.ts';
import { always, refusing } from '../forwarder/testing/upstream.ts';
import { systemMachine } from '../machine/system-machine.ts';
import type { ProxyConfiguration } from './configuration.ts';
import { type DnsProxyEvent, type DnsProxyOptions, startDnsProxy } from './run.ts';

const dnsproxy = await provide('dnsproxy', { ways: ['path', 'build'], mayBuild: false });
const program = dnsproxy.available ? (dnsproxy.paths.dnsproxy ?? '') : '';
const coredns = await provide('coredns');

const alone: ProxyConfiguration = {
  listen: ['127.0.0.1'],
  port: 0,
  rules: [],
  upstreams: [{ address: '127.0.0.1', port: 1 }],
};

async function run(configuration: ProxyConfiguration, more: Partial<DnsProxyOptions> = {}) {
  const folder = join(await makeFolder('dnsproxy'), 'state');
  const started = await startDnsProxy(configuration, { program, folder, machine: systemMachine(), ...more });
  if (started.ok) cleanly(started.value);
  return started;
}

test('a program that is not there, or is another', async () => {
  const port = await freePort();
  expect(await run({ ...alone, port }, { program: '/no/such/program' })).toMatchObject({
    problem: { code: 'SKY_PROXY_START', message: expect.stringContaining('ENOENT') },
  });
  expect(await run({ ...alone, port }, { program: process.execPath })).toMatchObject({
    problem: { code: 'SKY_PROXY_START', message: expect.stringContaining('config-path') },
  });
});

describe.skipIf(!dnsproxy.available)('AdGuard dnsproxy', () => {
  test('runs while it shall, comes back when it is killed, takes another configuration', async () => {
    const office = await upstream(always('192.0.2.1'));
    const cluster = await upstream(always('172.19.1.100'));
    const port = await freePort();
    const events: DnsProxyEvent[] = [];
    const configuration = { ...alone, port, upstreams: [at(office)] };
    const proxy = unwrap(await run(configuration, { onEvent: (event) => void events.push(event) }));
    const ask = (name: string) => asks({ endpoints: [{ address: '127.0.0.1', port }] }, name);
    expect(await ask('k2s.cluster.local')).toBe('NOERROR 192.0.2.1');

    const first = proxy.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await eventually(() => expect(events.map(({ is }) => is)).toEqual(['started', 'ended', 'started']));
    expect(proxy.pid).not.toBe(first);
    const rules = [{ domain: clusterLocal, servers: [at(cluster)] }];
    expect(await proxy.update({ ...configuration, rules })).toMatchObject({ ok: true });
    expect(await ask('k2s.cluster.local')).toBe('NOERROR 172.19.1.100');
    expect(await proxy.update({ ...configuration, upstreams: [] })).toMatchObject({
      problem: { code: 'SKY_PROXY_UPSTREAM' },
    });
    expect(await ask('k2s.cluster.local')).toBe('NOERROR 172.19.1.100');
    await proxy.stop();
    expect(proxy.pid).toBeUndefined();
  });

  test('a second one on its address is not started', async () => {
    const port = await freePort();
    unwrap(await run({ ...alone, port }));
    expect(await run({ ...alone, port })).toMatchObject({ problem: { code: 'SKY_PROXY_TAKEN' } });
  });

  test('an address that is not of this machine', async () => {
    const port = await freePort();
    expect(await run({ ...alone, listen: ['192.0.2.7'], port })).toMatchObject({
      problem: { code: 'SKY_PROXY_START', message: expect.stringContaining('192.0.2.7') },
    });
  });
});

const zone = `$ORIGIN cluster.local.
@ 30 IN SOA ns.dns hostmaster 1 7200 1800 86400 30
k2s 30 IN A 172.19.1.100
k2s 30 IN AAAA 2001:db8::100
alias 30 IN CNAME k2s
_http._tcp 30 IN SRV 0 0 80 k2s
text 30 IN TXT "one" "two"
*.wild 30 IN A 172.19.1.101
${Array.from({ length: 80 }, (_, index) => `many 30 IN A 10.0.0.${index + 1}`).join('\n')}
`;

const questions: readonly [name: string, more: object][] = [
  ['k2s.cluster.local', {}],
  ['K2S.Cluster.LOCAL', {}],
  ['k2s.cluster.local', { tcp: true }],
  ['k2s.cluster.local', { edns: true }],
  ['k2s.cluster.local', { type: 'AAAA' }],
  ['k2s.cluster.local', { type: 'MX' }],
  ['alias.cluster.local', {}],
  ['_http._tcp.cluster.local', { type: 'SRV' }],
  ['text.cluster.local', { type: 'TXT' }],
  ['any.wild.cluster.local', {}],
  ['none.cluster.local', {}],
  ['cluster.local', { type: 'SOA' }],
  ['many.cluster.local', {}],
  ['many.cluster.local', { edns: 4096 }],
  ['many.cluster.local', { tcp: true }],
  ['notcluster.local', {}],
  ['printer.local', {}],
  ['www.example.com', {}],
  ['www.example.com', { type: 'AAAA' }],
  ['no.refused.test', {}],
];

describe.skipIf(!dnsproxy.available || !coredns.available)(
  'the proxy and the forwarder, before a real CoreDNS',
  () => {
    test('give the same answers', async () => {
      const dns = cleanly(
        await startCoreDns({
          corefile: ({ dns: port }) => `cluster.local:${port} {\n  bind 127.0.0.1\n  file zone\n}\n`,
          files: { zone },
        }),
      );
      const office = await upstream(always('192.0.2.1'));
      const no = await upstream(refusing);
      const rules = [
        { domain: clusterLocal, servers: [at(dns)] },
        { domain: unwrap(parseName('refused.test')), servers: [at(no)] },
      ];
      const port = await freePort();
      unwrap(await run({ ...alone, port, rules, upstreams: [at(office)] }));
      const ours = await forwarder({ rules, upstreams: [at(office)] });
      for (const [name, more] of questions) {
        const [theirs, own] = await Promise.all([
          asks({ endpoints: [{ address: '127.0.0.1', port }] }, name, more),
          asks(ours, name, more),
        ]);
        const sorted = (text: string) => text.split(' ').sort().join(' ');
        expect([name, more, sorted(own)]).toEqual([name, more, sorted(theirs)]);
      }
      await dns.kill();
      expect(await asks(ours, 'k2s.cluster.local')).toBe('SERVFAIL');
      expect(await asks({ endpoints: [{ address: '127.0.0.1', port }] }, 'k2s.cluster.local')).toBe(
        'SERVFAIL',
      );
      expect(office.asked.filter((name) => name.endsWith('.cluster.local'))).toEqual([]);
    });
  },
);
