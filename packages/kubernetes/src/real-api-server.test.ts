import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Kind } from '@skywriter/core';
import {
  eventually,
  type KubeApiserver,
  makeFolder,
  provide,
  startFaultProxy,
  startKubeApiserver,
  systemClock,
} from '@skywriter/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recordingStore } from './fixtures/recording-store.ts';
import { kindRows } from './kinds/kinds.ts';
import type { KindRow } from './kinds/row.ts';
import type { KindState } from './reflector/state.ts';
import { type ApiServerOptions, watchRows } from './watch-api-server.ts';

const component = await provide('kube-apiserver');
const GROUP = '/apis/networking.k8s.io/v1';

describe.skipIf(!component.available)('a real API server', () => {
  let server: KubeApiserver;
  const cleanups: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    server = await startKubeApiserver({ users: [{ name: 'nobody' }] });
    for (const name of ['one', 'two', 'three'])
      await call('/api/v1/namespaces', { body: { metadata: { name } } });
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    for (const namespace of ['default', 'one', 'two', 'three']) {
      await call(`${GROUP}/namespaces/${namespace}/ingresses`, { method: 'DELETE' });
    }
  });
  afterAll(() => server?.stop());

  async function call(path: string, options: { method?: string; body?: unknown; patch?: unknown }) {
    const { patch } = options;
    const answer = await server.adminFetch(
      path,
      patch === undefined
        ? options
        : { method: 'PATCH', body: patch, headers: { 'content-type': 'application/merge-patch+json' } },
    );
    const body: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(body)}`);
    return body;
  }

  const create = (name: string, { namespace = 'default', labels = {} } = {}) =>
    call(`${GROUP}/namespaces/${namespace}/ingresses`, {
      body: {
        metadata: { name, labels },
        spec: {
          defaultBackend: { service: { name: 'x', port: { number: 80 } } },
          rules: [{ host: `${name}.example` }],
        },
      },
    });

  function start(options: Partial<ApiServerOptions> = {}, rows: readonly KindRow[] = [kindRows.Ingress]) {
    const recording = recordingStore(systemClock);
    const states: { kind: Kind; state: KindState }[] = [];
    const watch = watchRows(rows, {
      kubeconfig: server.kubeconfig,
      kinds: [],
      store: recording.store,
      clock: systemClock,
      onState: (kind, state) => states.push({ kind, state }),
      ...options,
    });
    cleanups.push(watch.stop);
    const live = (kind: Kind = 'Ingress') =>
      eventually(
        () => expect(watch.state(kind)).toMatchObject({ synced: true, live: true, problem: undefined }),
        {
          within: 30_000,
          every: 5,
        },
      );
    return { ...recording, watch, live, states };
  }
  const until = (check: () => void) => eventually(check, { every: 5, within: 30_000 });

  it('tells of what is there, created, updated and deleted, but not of what sources do not see', async () => {
    await create('before');
    const { log, live, store } = start();
    await live();
    await create('a');
    await call(`${GROUP}/namespaces/default/ingresses/a/status`, {
      patch: { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } },
    });
    await until(() => expect(log).toStrictEqual(['+before', 'synced Ingress', '+a', '~a']));
    expect(store.get('Ingress', 'default', 'a')).toMatchObject({
      metadata: { namespace: 'default', name: 'a', uid: expect.any(String), createdAt: expect.any(Number) },
      ruleHosts: ['a.example'],
      loadBalancer: [{ ip: '192.0.2.1' }],
    });
    await call(`${GROUP}/namespaces/default/ingresses/a`, {
      patch: { spec: { defaultBackend: { service: { name: 'y' } } } },
    });
    await call(`${GROUP}/namespaces/default/ingresses/a`, { method: 'DELETE' });
    await until(() => expect(log).toStrictEqual(['+before', 'synced Ingress', '+a', '~a', '-a']));
  });

  it('tells of a change of what templates need', async () => {
    await create('a');
    const { log, live, store } = start({
      fields: { Ingress: [['spec', 'defaultBackend', 'service', 'name']] },
    });
    await live();
    await call(`${GROUP}/namespaces/default/ingresses/a`, {
      patch: { spec: { defaultBackend: { service: { name: 'y' } } } },
    });
    await until(() => expect(log).toStrictEqual(['+a', 'synced Ingress', '~a']));
    expect(store.get('Ingress', 'default', 'a')?.fields).toStrictEqual({
      spec: { defaultBackend: { service: { name: 'y' } } },
    });
  });

  it('reads every kind of the table', async () => {
    await call('/api/v1/nodes', { body: { metadata: { name: 'n1' } } });
    cleanups.push(async () => {
      await call('/api/v1/nodes/n1', { method: 'DELETE' });
    });
    const served = Object.values(kindRows).filter(({ local }) => local !== true);
    const { live, store } = start({}, served);
    for (const { kind } of served) await live(kind);
    expect(store.get('Node', '', 'n1')).toMatchObject({ ready: false });
    expect(store.get('Service', 'default', 'kubernetes')).toMatchObject({ clusterIPs: ['10.96.0.1'] });
    expect([...store.slicesOf('default', 'kubernetes')][0]?.endpoints[0]).toMatchObject({ ready: true });
  });

  it('sees only the namespaces and labels that it shall, and nodes all the same', async () => {
    await create('a', { namespace: 'one', labels: { app: 'x' } });
    await create('b', { namespace: 'two', labels: { app: 'x' } });
    await create('c', { namespace: 'three', labels: { app: 'x' } });
    await create('d', { namespace: 'one', labels: { app: 'y' } });
    const options = { namespaces: ['one', 'two', 'one'], labelSelectors: { Ingress: 'app=x' } };
    const { live, store, log } = start(options, [kindRows.Ingress, kindRows.Node]);
    await live('Ingress');
    await live('Node');
    expect([...store.all('Ingress')].map(({ metadata }) => metadata.name).sort()).toStrictEqual(['a', 'b']);
    await call(`${GROUP}/namespaces/one/ingresses/a`, { patch: { metadata: { labels: { app: 'z' } } } });
    await until(() => expect(log.slice(-1)).toStrictEqual(['-a']));
  });

  it('says which rule is missing, starts by itself when it is granted, and leaves the other kinds alone', async () => {
    const nobody = server.user('nobody');
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    const grant = async (name: string, rule: object) => {
      const role = { metadata: { name }, rules: [rule] };
      const binding = {
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'nobody' }],
      };
      await call(`${rbac}/clusterroles`, { body: role });
      await call(`${rbac}/clusterrolebindings`, { body: binding });
      cleanups.push(async () => {
        await call(`${rbac}/clusterrolebindings/${name}`, { method: 'DELETE' });
        await call(`${rbac}/clusterroles/${name}`, { method: 'DELETE' });
      });
    };
    await grant('services', { apiGroups: [''], resources: ['services'], verbs: ['list', 'watch'] });
    await create('a');
    const { watch, live, log } = start({ kubeconfig: nobody.kubeconfig }, [
      kindRows.Ingress,
      kindRows.Service,
    ]);
    await live('Service');
    await until(() => expect(watch.state('Ingress').problem).toBeDefined());
    expect(watch.state('Ingress')).toMatchObject({
      synced: false,
      live: false,
      problem: {
        code: 'SKY_API_FORBIDDEN',
        message: expect.stringContaining('User "nobody" cannot list resource "ingresses"'),
        hint: expect.stringContaining(
          'ClusterRole the rule {apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: ["list", "watch"]}',
        ),
      },
    });
    const ingresses = { apiGroups: ['networking.k8s.io'], resources: ['ingresses'] };
    await grant('ingresses-half', { ...ingresses, verbs: ['list'] });
    await until(() => expect(log).toContain('+a'));
    await until(() =>
      expect(watch.state('Ingress').problem?.message).toContain('forbids to watch ingresses'),
    );
    expect(watch.state('Ingress')).toMatchObject({ synced: true, live: false });
    await grant('ingresses', { ...ingresses, verbs: ['watch'] });
    await live('Ingress');
  });

  it('waits for a kind that is not installed', async () => {
    const names = { plural: 'frobs', singular: 'frob', kind: 'Frob', listKind: 'FrobList' };
    const row: KindRow = { ...kindRows.Ingress, group: 'example.test', version: 'v1', plural: 'frobs' };
    const { watch, live, log } = start({}, [row, kindRows.Service]);
    await live('Service');
    await until(() => expect(watch.state('Ingress').problem?.code).toBe('SKY_API_KIND_MISSING'));
    expect(watch.state('Ingress').problem?.hint).toContain('CustomResourceDefinition frobs.example.test');
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const versions = [{ name: 'v1', served: true, storage: true, schema }];
    await call(crds, {
      body: {
        metadata: { name: 'frobs.example.test' },
        spec: { group: 'example.test', scope: 'Namespaced', names, versions },
      },
    });
    cleanups.push(async () => {
      await call(`${crds}/frobs.example.test`, { method: 'DELETE' });
    });
    await live('Ingress');
    const body = { apiVersion: 'example.test/v1', kind: 'Frob', metadata: { name: 'f' } };
    await call('/apis/example.test/v1/namespaces/default/frobs', { body });
    await until(() => expect(log).toContain('+f'));
  });

  it('keeps what it knows while the API server is away, and compares when it is back', async () => {
    await create('a');
    const { watch, live, log, store } = start();
    await live();
    await server.kill();
    await until(() => expect(watch.state('Ingress').problem?.code).toBe('SKY_API_UNREACHABLE'));
    expect(watch.state('Ingress')).toMatchObject({ synced: true, live: false });
    expect(store.count('Ingress')).toBe(1);
    await server.restart();
    await create('b');
    await live();
    await until(() => expect(log).toStrictEqual(['+a', 'synced Ingress', '+b']));
  });

  it('starts before the API server, and without a kubeconfig', async () => {
    const kubeconfig = join(await makeFolder('kubernetes'), 'config');
    await create('a');
    await server.kill();
    const { watch, log, live } = start({ kubeconfig });
    await until(() => expect(watch.state('Ingress').problem?.code).toBe('SKY_KUBECONFIG'));
    await writeFile(kubeconfig, await readFile(server.kubeconfig));
    await until(() => expect(watch.state('Ingress').problem?.code).toBe('SKY_API_UNREACHABLE'));
    await server.restart();
    await live();
    expect(log).toStrictEqual(['+a', 'synced Ingress']);
  });

  it('notices an API server that is frozen, and goes on when it thaws', async () => {
    const { watch, live, log } = start({
      timing: { watchSilence: 1_000, listSilence: 1_000, longestRetry: 500 },
    });
    await live();
    await server.freeze();
    try {
      await until(() => expect(watch.state('Ingress').problem?.code).toBe('SKY_API_STALLED'));
      expect(watch.state('Ingress')).toMatchObject({ synced: true, live: false });
    } finally {
      await server.thaw();
    }
    await create('a');
    await until(() => expect(log).toContain('+a'));
  });

  it('reads a rotated kubeconfig when its credentials are no longer accepted', async () => {
    const kubeconfig = join(await makeFolder('kubernetes'), 'config');
    const good = await readFile(server.kubeconfig, 'utf8');
    await writeFile(kubeconfig, good.replace(server.token, 'stale'));
    const { watch, live } = start({ kubeconfig });
    await until(() => expect(watch.state('Ingress').problem?.code).toBe('SKY_API_UNAUTHORIZED'));
    await writeFile(kubeconfig, good);
    await live();
  });

  it('comes in with a client certificate', async () => {
    const { kubeconfig } = await server.addUser({ name: 'cert', groups: ['system:masters'] });
    await start({ kubeconfig }).live();
  });

  it('goes through the proxy of the kubeconfig', async () => {
    const tunnels: string[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url = '' }, client: Socket) => {
      tunnels.push(url);
      const { hostname, port } = new URL(`tcp://${url}`);
      const upstream = connect(Number(port), hostname, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
      client.on('error', () => upstream.destroy());
      upstream.on('error', () => client.destroy());
      client.pipe(upstream).pipe(client);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    cleanups.push(async () => {
      proxy.close();
    });
    const address = proxy.address();
    const proxyUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const kubeconfig = join(await makeFolder('kubernetes'), 'config');
    const config = (await readFile(server.kubeconfig, 'utf8')).replace(
      /("server":)/,
      `"proxy-url": "${proxyUrl}", $1`,
    );
    await writeFile(kubeconfig, config);
    const { live, log } = start({ kubeconfig });
    await live();
    await create('a');
    await until(() => expect(log).toContain('+a'));
    expect(new Set(tunnels)).toStrictEqual(new Set([new URL(server.url).host]));
  });

  it('lists what it missed when the history is compacted', async () => {
    const proxy = await proxied();
    await create('a');
    const { live, log, states } = start({ server: `https://127.0.0.1:${proxy.port}` });
    await live();
    // The watch hears nothing more, and is only told when all is over: a cut, not an outage.
    proxy.blackhole();
    await call(`${GROUP}/namespaces/default/ingresses/a`, { method: 'DELETE' });
    await create('b');
    await server.ownEtcd?.compact();
    // Its memory of what happened goes with it; what it could ask etcd for is compacted.
    await server.restart();
    proxy.cut();
    await proxy.heal();
    await until(() => expect(states.map(({ state }) => state.problem?.code)).toContain('SKY_API_EXPIRED'));
    await live();
    expect(log).toStrictEqual(['+a', 'synced Ingress', '+b', '-a']);
  });

  it('notices a network that swallows everything', async () => {
    const proxy = await proxied();
    const timing = { watchSilence: 1_000, listSilence: 1_000, longestRetry: 500 };
    const { watch, live, log } = start({ server: `https://127.0.0.1:${proxy.port}`, timing });
    await live();
    proxy.blackhole();
    await until(() => expect(watch.state('Ingress').problem?.code).toBe('SKY_API_STALLED'));
    await create('a');
    await proxy.heal();
    await until(() => expect(log).toContain('+a'));
  });

  it('notices that the cluster was restored from a backup', async () => {
    await create('a');
    const backup = join(await makeFolder('kubernetes'), 'backup');
    await server.ownEtcd?.snapshot(backup);
    const { live, log } = start();
    await live();
    for (let round = 0; round < 20; round += 1) await create(`lost${round}`);
    await until(() => expect(log).toContain('+lost19'));
    await server.kill();
    await server.ownEtcd?.restoreFrom(backup);
    await server.restart();
    await until(() => expect(log.filter((line) => line.startsWith('-'))).toHaveLength(20));
    expect(log).not.toContain('-a');
  });

  async function proxied() {
    const proxy = await startFaultProxy({ target: server.url });
    cleanups.push(() => proxy.stop());
    return proxy;
  }
});
