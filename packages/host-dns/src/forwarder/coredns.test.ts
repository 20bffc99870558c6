import { eventually, provide, startCoreDns } from '@skywriter/testbed';
import { describe, expect, test } from 'vitest';
import { asks, at, cleanly, clusterLocal, forwarder, upstream } from './testing/setup.ts';
import { always } from './testing/upstream.ts';

const coredns = await provide('coredns');

const zone = `$ORIGIN cluster.local.
@ 30 IN SOA ns.dns hostmaster 1 7200 1800 86400 30
k2s 30 IN A 172.19.1.100
`;

describe.skipIf(!coredns.available)('before a real CoreDNS', () => {
  test('which dies, hangs and comes back, while all else is answered', async () => {
    const dns = cleanly(
      await startCoreDns({
        corefile: ({ dns: port }) => `cluster.local:${port} {\n  bind 127.0.0.1\n  file zone\n}\n`,
        files: { zone },
      }),
    );
    const office = await upstream(always('192.0.2.1'));
    const proxy = await forwarder({
      rules: [{ domain: clusterLocal, servers: [at(dns)] }],
      upstreams: [at(office)],
    });
    const ours = () => asks(proxy, 'k2s.cluster.local');
    const others = () => asks(proxy, 'www.example.com');
    expect(await ours()).toBe('NOERROR 172.19.1.100');
    expect(await asks(proxy, 'none.cluster.local')).toBe('NXDOMAIN');

    await dns.freeze();
    await eventually(async () => expect(await ours()).toBe('SERVFAIL'));
    expect(await Promise.all([ours(), others()])).toEqual(['SERVFAIL', 'NOERROR 192.0.2.1']);
    expect(proxy.servers[0]?.state).toBe('away');
    await dns.thaw();
    await eventually(async () => expect(await ours()).toBe('NOERROR 172.19.1.100'));
    expect(proxy.servers[0]?.state).toBe('usable');

    await dns.kill();
    expect(await Promise.all([ours(), others()])).toEqual(['SERVFAIL', 'NOERROR 192.0.2.1']);
    await dns.restart();
    expect(await ours()).toBe('NOERROR 172.19.1.100');
    expect(office.asked.filter((name) => name.endsWith('cluster.local'))).toEqual([]);
  });
});
