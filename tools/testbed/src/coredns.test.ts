import { afterEach, describe, expect, test } from 'vitest';
import { type CoreDns, startCoreDns } from './coredns.ts';
import { startEtcd } from './etcd.ts';
import { eventually } from './eventually.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { k2sCorefile } from './k2s-corefile.ts';
import { provide } from './provide.ts';

const [coredns, etcdProvided] = [await provide('coredns'), await provide('etcd')];
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const hostsFile = (port: number) => `.:${port} {
  bind 127.0.0.1
  hosts hosts.txt {
    ttl 7
  }
}
`;

describe.skipIf(!coredns.available)('CoreDNS', () => {
  const start = async (): Promise<CoreDns> => {
    const server = await startCoreDns({
      corefile: ({ dns }) => hostsFile(dns),
      files: { 'hosts.txt': '192.0.2.1 a.test\n' },
    });
    stops.push(() => server.stop());
    return server;
  };

  test.each([false, true])('answers (TCP: %s)', async (tcp) => {
    const server = await start();
    expect(await server.query({ name: 'a.test', tcp, edns: true })).toMatchObject({
      rcode: 'NOERROR',
      aa: true,
      answer: [{ name: 'a.test.', type: 'A', ttl: 7, rdata: '192.0.2.1' }],
    });
  });

  test('can be killed, frozen and restarted with other files', async () => {
    const server = await start();
    await server.freeze();
    await expect(server.query({ name: 'a.test', timeoutMs: 100 })).rejects.toThrow('no answer');
    await server.thaw();
    expect((await server.query({ name: 'a.test' })).rcode).toBe('NOERROR');
    await server.kill();
    await expect(server.query({ name: 'a.test' })).rejects.toThrow('ECONNREFUSED');
    await server.write({ 'hosts.txt': '192.0.2.2 a.test\n' });
    await server.restart();
    expect((await server.query({ name: 'a.test' })).answer[0]?.rdata).toBe('192.0.2.2');
    await expect(server.write({ '../outside': '' })).rejects.toThrow('does not lie beside');
  });

  test('a failed start tells what CoreDNS said', async () => {
    await expect(startCoreDns({ corefile: () => '. {\n no-such-plugin\n}\n' })).rejects.toMatchObject({
      code: 'SKY_TESTBED_START',
      message: expect.stringContaining('no-such-plugin'),
    });
  });
});

describe.skipIf(!coredns.available || !etcdProvided.available)('CoreDNS on etcd, as in K2s', () => {
  const kubernetes = 'kubernetes.default.svc.cluster.local';

  test('cluster names come first, others from etcd over mutual TLS', async () => {
    const etcd = await startEtcd({ tls: 'mutual' });
    stops.push(() => etcd.stop());
    const { endpoints, tls } = etcd;
    const server = await startCoreDns({
      corefile: ({ dns: port }) =>
        k2sCorefile({ port, endpoints, ...(tls && { tls }), services: { [kubernetes]: '10.96.0.1' } }),
    });
    stops.push(() => server.stop());
    await etcd.put('/skydns/local/cluster/web/x1', '{"host":"172.19.1.100","ttl":30}');
    const rdata = async (name: string) => (await server.query({ name })).answer.map((record) => record.rdata);
    expect(await rdata('web.cluster.local')).toEqual(['172.19.1.100']);
    expect(await rdata(kubernetes)).toEqual(['10.96.0.1']);
    await etcd.deletePrefix('/skydns/');
    expect((await server.query({ name: 'web.cluster.local' })).rcode).toBe('NXDOMAIN');
  });

  test('a fault proxy can part it from etcd', async () => {
    const etcd = await startEtcd({ auth: { user: 'dns', password: 'secret', prefix: '/skydns' } });
    stops.push(() => etcd.stop());
    const proxy = await startFaultProxy({ target: etcd.endpoints[0] ?? '' });
    stops.push(() => proxy.stop());
    const server = await startCoreDns({
      corefile: ({ dns: port }) =>
        k2sCorefile({
          port,
          endpoints: [`http://${proxy.address}:${proxy.port}`],
          credentials: { user: 'dns', password: 'secret' },
        }),
    });
    stops.push(() => server.stop());
    await etcd.put('/skydns/local/cluster/web/x1', '{"host":"172.19.1.100","ttl":30}');
    const web = () => server.query({ name: 'web.cluster.local', timeoutMs: 8_000 });
    expect((await web()).answer).toHaveLength(1);
    await proxy.sever();
    expect((await web()).rcode).toBe('SERVFAIL');
    await proxy.heal();
    await eventually(async () => expect((await web()).answer).toHaveLength(1), { within: 30_000 });
  });
});
