import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Etcd, startEtcd } from './etcd.ts';
import { eventually } from './eventually.ts';
import { startExternalDns } from './external-dns.ts';
import { type KubeApiserver, startKubeApiserver } from './kube-apiserver.ts';
import { provide } from './provide.ts';

const others = await Promise.all([provide('etcd'), provide('kube-apiserver')]);
const itself = await provide('external-dns', { mayBuild: false });
const available = [...others, itself].every((component) => component.available);

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

describe.skipIf(!available)('ExternalDNS', () => {
  let etcd: Etcd;
  let api: KubeApiserver;
  const options = () => ({
    args: [
      '--source=service',
      '--provider=coredns',
      '--policy=sync',
      '--publish-internal-services',
      `--kubeconfig=${api.kubeconfig}`,
    ],
    env: { ETCD_URLS: etcd.endpoints.join(',') },
  });

  beforeAll(async () => {
    etcd = await startEtcd();
    api = await startKubeApiserver({ etcd });
    const annotations = { 'external-dns.kubernetes.io/hostname': 'web.example.test' };
    const made = await api.adminFetch('/api/v1/namespaces/default/services', {
      body: {
        metadata: { name: 'web', annotations },
        spec: { clusterIP: '10.96.0.9', ports: [{ port: 80 }] },
      },
    });
    expect(made.status).toBe(201);
    return async () => {
      await api.stop();
      await etcd.stop();
    };
  });

  test('synchronises once and ends', async () => {
    const once = await startExternalDns({ ...options(), once: true });
    stops.push(() => once.stop());
    expect(once).toMatchObject({ running: false, exitCode: 0 });
    expect(once.output).toContain('Add/set key');
    const written = await etcd.list('/skydns/test/example/web/');
    expect(written.map(({ value }) => JSON.parse(value))).toMatchObject([{ host: '10.96.0.9' }]);
    await etcd.deletePrefix('/skydns/');
  });

  test('runs until it is told to stop, and again', async () => {
    const running = await startExternalDns(options());
    stops.push(() => running.stop());
    const published = () => eventually(async () => (await etcd.list('/skydns/test/')).length > 0);
    await published();
    expect(await running.metrics()).toContain('external_dns_registry_endpoints_total');
    await running.kill();
    expect(running).toMatchObject({ running: false, exitCode: undefined });
    await etcd.deletePrefix('/skydns/');
    await running.restart();
    await published();
    expect(running.running).toBe(true);
  });

  test('how it ended is told where it synchronises once, and fails a start that shall last', async () => {
    const unknown = { ...options(), args: ['--no-such-flag'] };
    const once = await startExternalDns({ ...unknown, once: true });
    stops.push(() => once.stop());
    expect(once.exitCode).toBe(1);
    expect(once.output).toContain('no-such-flag');
    await expect(startExternalDns(unknown)).rejects.toMatchObject({
      code: 'SKY_TESTBED_START',
      message: expect.stringContaining('no-such-flag'),
    });
  });
});
