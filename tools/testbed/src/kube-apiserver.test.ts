import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCoreDns } from './coredns.ts';
import { startEtcd } from './etcd.ts';
import { eventually } from './eventually.ts';
import { k2sCorefile } from './k2s-corefile.ts';
import { type KubeApiserver, startKubeApiserver } from './kube-apiserver.ts';
import { provide } from './provide.ts';

const [etcd, kubeApiserver, coredns] = [
  await provide('etcd'),
  await provide('kube-apiserver'),
  await provide('coredns'),
];
const skip = !etcd.available || !kubeApiserver.available;
const services = '/api/v1/namespaces/default/services';

describe.skipIf(skip)('kube-apiserver', () => {
  let server: KubeApiserver;
  beforeAll(async () => {
    server = await startKubeApiserver({ users: [{ name: 'bob', groups: ['devs', 'ops'] }] });
  });
  afterAll(async () => {
    await server?.stop();
  });

  const names = async () => {
    const list = (await (await server.adminFetch(services)).json()) as {
      items: { metadata: { name: string } }[];
    };
    return list.items.map((item) => item.metadata.name);
  };

  test('serves the API with its own Service there from the start', async () => {
    expect(await names()).toEqual(['kubernetes']);
    const slice = await server.adminFetch(
      '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes',
    );
    expect(await slice.json()).toMatchObject({ endpoints: [{ addresses: ['192.0.2.1'] }] });
  });

  test('knows its users, who may do what they were granted', async () => {
    const whoAmI = async (name: string) => {
      const review = { body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' } };
      const answer = await server
        .user(name)
        .fetch('/apis/authentication.k8s.io/v1/selfsubjectreviews', review);
      return ((await answer.json()) as { status: { userInfo: { groups: string[] } } }).status.userInfo.groups;
    };
    const alice = await server.addUser({ name: 'alice', groups: ['devs'] });
    expect(await whoAmI('bob')).toEqual(['devs', 'ops', 'system:authenticated']);
    expect(await whoAmI('alice')).toEqual(['devs', 'system:authenticated']);
    expect((await alice.fetch(services)).status).toBe(403);
    const apiGroup = 'rbac.authorization.k8s.io';
    const metadata = { name: 'sees-services' };
    const make = async (kind: string, body: object) =>
      expect((await server.adminFetch(`/apis/${apiGroup}/v1/${kind}`, { body })).status).toBe(201);
    await make('clusterroles', {
      metadata,
      rules: [{ apiGroups: [''], resources: ['services'], verbs: ['list'] }],
    });
    await make('clusterrolebindings', {
      metadata,
      roleRef: { apiGroup, kind: 'ClusterRole', ...metadata },
      subjects: [{ apiGroup, kind: 'User', name: 'alice' }],
    });
    await eventually(async () => (await alice.fetch(services)).status === 200, {
      what: "alice's right to list",
    });
    expect((await server.user('bob').fetch(services)).status).toBe(403);
    expect(() => server.user('carol')).toThrow('carol is no user');
  });

  test('gives a ServiceAccount a token', async () => {
    const token = await server.serviceAccountToken('default', 'skywriter');
    const answer = await server
      .user('bob')
      .fetch(services, { headers: { authorization: `Bearer ${token}` } });
    expect(await answer.json()).toMatchObject({
      code: 403,
      message: expect.stringContaining('system:serviceaccount:default:skywriter'),
    });
  });

  test('its kubeconfigs hold all that a client needs', async () => {
    const config = JSON.parse(await readFile(server.kubeconfig, 'utf8')) as {
      clusters: { cluster: object }[];
      users: object[];
    };
    expect(config.clusters[0]?.cluster).toEqual({
      server: server.url,
      'certificate-authority-data': Buffer.from(server.ca).toString('base64'),
    });
    expect(config.users).toEqual([{ name: 'admin', user: { token: server.token } }]);
  });

  test('streams a watch', async () => {
    const answer = await server.adminFetch(`${services}?watch=1`);
    const reader = answer.body?.getReader();
    const piece = await reader?.read();
    expect(JSON.parse(Buffer.from(piece?.value ?? []).toString())).toMatchObject({ type: 'ADDED' });
    await reader?.cancel();
  });

  test('can be frozen, and keeps its data and address through a kill', async () => {
    const spec = { type: 'ExternalName', externalName: 'example.com' };
    const made = await server.adminFetch(services, { body: { metadata: { name: 'kept' }, spec } });
    expect(made.status).toBe(201);
    await server.freeze();
    await expect(server.adminFetch(services, { timeoutMs: 200 })).rejects.toThrow('no answer');
    await server.thaw();
    expect((await server.adminFetch(services)).status).toBe(200);
    await server.kill();
    await expect(server.adminFetch(services)).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect(await names()).toEqual(['kept', 'kubernetes']);
  });
});

describe.skipIf(skip || !coredns.available)('the whole of K2s', () => {
  test("CoreDNS answers Services from the API server and records from the same server's etcd", async () => {
    const storage = await startEtcd({ tls: 'mutual' });
    const server = await startKubeApiserver({ etcd: storage });
    const { endpoints, tls } = storage;
    const { kubeconfig } = server;
    const dns = await startCoreDns({
      corefile: ({ dns: port }) => k2sCorefile({ port, endpoints, ...(tls && { tls }), kubeconfig }),
    });
    try {
      await storage.put('/skydns/local/cluster/web/x1', '{"host":"172.19.1.100","ttl":30}');
      const rdata = async (name: string) => (await dns.query({ name })).answer.map((record) => record.rdata);
      expect(await rdata('kubernetes.default.svc.cluster.local')).toEqual(['10.96.0.1']);
      expect(await rdata('web.cluster.local')).toEqual(['172.19.1.100']);
    } finally {
      await dns.stop();
      await server.stop();
      await storage.stop();
    }
  });
});
