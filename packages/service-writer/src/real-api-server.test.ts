import { eventually, provide, startFaultProxy, systemClock } from '@skywriter/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceApi } from './api.ts';
import { documentedRules, NAMESPACE, rules, startCluster } from './fixtures/cluster.ts';
import { startEngine } from './fixtures/engine.ts';
import { ALPHA, apply, assign, record } from './fixtures/world.ts';
import type { ServicesOutputOptions } from './options.ts';
import { createServicesOutput } from './output.ts';
import type { Wrote } from './writer.ts';

const component = await provide('kube-apiserver');
const HOST = 'api.example.com';
const INTERNAL = 'internal-dns.example.com/';

it('asks for no more rights than the README says', () => {
  const quoted = (words: string[]) => `[${words.map((word) => `"${word}"`).join(', ')}]`;
  const written = rules.map(
    ({ apiGroups, resources, verbs }) =>
      `{ apiGroups: ${quoted(apiGroups)}, resources: ${quoted(resources)}, verbs: ${quoted(verbs)} }`,
  );
  expect(documentedRules()).toEqual(written);
});

describe.skipIf(!component.available)('on a real API server, with the documented rights alone', () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  const cleanups: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.stop());
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    await cluster.clear();
  });

  type Options = Partial<Omit<ServicesOutputOptions, 'records'>> & { readonly records?: readonly string[] };
  async function run({ records = [`api: ${HOST}`], ...options }: Options = {}) {
    const writes: Wrote[] = [];
    const output = createServicesOutput({
      name: 'api',
      owner: 'k2s',
      namespace: NAMESPACE,
      annotationPrefixes: [ALPHA],
      records: records.map((text) => record(text)),
      api: options.api ?? (await cluster.open()),
      clock: systemClock,
      hooks: { wrote: (event) => writes.push(event) },
      ...options,
    });
    const engine = await startEngine(output);
    cleanups.push(() => engine.stop());
    const done = () => writes.map(({ action, service, result }) => `${action} ${service} ${result}`);
    return { output, writes, done, ...engine };
  }
  const target = async (service = 'api', prefix = ALPHA) =>
    (await cluster.annotations(service))[`${prefix}target`];
  const until = (check: () => unknown) =>
    eventually(check as () => Promise<void>, { within: 30_000, every: 20 });

  it('a Service comes, follows its addresses, and goes: one write for each change', async () => {
    const { publish, withdraw, settled, done } = await run();
    publish([HOST], ['10.0.0.2', '10.0.0.1', 'fd00::1']);
    await settled();
    const service = await cluster.service('api');
    expect(service).toMatchObject({
      metadata: {
        labels: {
          'app.kubernetes.io/managed-by': 'skywriter',
          'skywriter/owner': 'k2s',
          'skywriter/output': 'api',
        },
        annotations: {
          [`${ALPHA}hostname`]: HOST,
          [`${ALPHA}target`]: '10.0.0.1,10.0.0.2,fd00::1',
          [`${ALPHA}ttl`]: '60',
        },
        managedFields: [{ manager: 'skywriter-k2s', operation: 'Apply' }],
      },
      spec: { type: 'ClusterIP', clusterIP: 'None' },
    });
    expect(service?.spec).not.toHaveProperty('selector');
    expect(service?.spec).not.toHaveProperty('ports');
    publish([HOST], ['10.0.0.3']);
    await settled();
    expect(await target()).toBe('10.0.0.3');
    withdraw();
    await settled();
    expect(await cluster.service('api')).toBeUndefined();
    expect(done()).toEqual(['create api done', 'update api done', 'delete api done']);
  });

  it('what an empty source had is held, also by who starts anew', async () => {
    const first = await run();
    first.publish([HOST], ['10.0.0.1']);
    await first.settled();
    await first.stop();
    const second = await run();
    second.publish([HOST], []);
    await second.settled();
    expect(second.status(HOST)).toMatchObject({ state: 'held' });
    expect(await target()).toBe('10.0.0.1');
    expect(second.writes).toEqual([]);
  });

  it('what others change or delete is there again at once', async () => {
    const { publish, settled, done } = await run();
    publish([HOST], ['10.0.0.1']);
    await settled();
    const before = await cluster.annotations('api');
    await cluster.patch('api', {
      metadata: { annotations: { [`${ALPHA}target`]: '6.6.6.6' }, labels: null },
    });
    await until(async () => expect(await target()).toBe('10.0.0.1'));
    await cluster.call(`${cluster.services}/api`, { method: 'DELETE' });
    await until(async () => expect(await cluster.annotations('api')).toEqual(before));
    await settled();
    expect(done()).toEqual(['create api done', 'update api done', 'create api done']);
  });

  it('a Service of somebody else is untouched, others are written, and when it goes, ours comes', async () => {
    const spec = { selector: { app: 'x' }, ports: [{ port: 443 }] };
    await cluster.call(cluster.services, { body: { metadata: { name: 'api' }, spec } });
    const before = await cluster.service('api');
    const { publish, settled, status, done } = await run({
      records: [`api: ${HOST}`, 'other: b.example.com'],
    });
    publish([HOST, 'b.example.com'], ['10.0.0.1']);
    await settled();
    expect(status(HOST)).toMatchObject({ state: 'withheld', problems: [{ code: 'SKY_NAME_FOREIGN' }] });
    expect(status('b.example.com')).toMatchObject({ state: 'settled' });
    expect(await cluster.service('api')).toEqual(before);
    await cluster.call(`${cluster.services}/api`, { method: 'DELETE' });
    await until(async () => expect(await target()).toBe('10.0.0.1'));
    await settled();
    expect(done()).toEqual(['create other done', 'create api done']);
  });

  it.each([
    ['headless', { clusterIP: 'None' }],
    ['with an address', { ports: [{ port: 443 }] }],
  ])(
    'a Service %s that comes a moment before ours is a conflict, and stays as it is',
    async (_what, spec) => {
      const api = await cluster.open();
      const blind: ServiceApi = {
        request: (what) => api.request(what),
        follow: (what, listener) =>
          api.follow(what, {
            ...listener,
            changed: () => {},
            deleted: () => {},
            state: (s) => listener.state(s),
          }),
      };
      const { output, settled } = await run({ api: blind });
      await settled();
      await cluster.call(cluster.services, { body: { metadata: { name: 'api' }, spec } });
      const before = await cluster.service('api');
      const wanted = assign(HOST, '60 A 10.0.0.1');
      expect(await apply(output, wanted)).toEqual(['conflict']);
      expect(output.observed(wanted.name).foreign).toEqual([
        `Service ${NAMESPACE}/api (made by somebody else)`,
      ]);
      expect(await apply(output, wanted)).toEqual(['SKY_SERVICE_FOREIGN']);
      expect(await cluster.service('api')).toEqual(before);
    },
  );

  it('rights that are withdrawn are told with the rule, and it goes on when they are back', async () => {
    const { publish, settled, status, output } = await run();
    publish([HOST], ['10.0.0.1']);
    await settled();
    await cluster.revoke();
    try {
      await until(async () => {
        publish([HOST], ['10.0.0.2']);
        publish([HOST], ['10.0.0.3']);
        const problem = status(HOST)?.problems[0] ?? output.problem;
        expect(problem).toMatchObject({
          code: 'SKY_API_FORBIDDEN',
          hint: expect.stringContaining(`Role in namespace ${NAMESPACE} the rule`),
        });
      });
    } finally {
      await cluster.grant();
    }
    await until(async () => expect(await target()).toBe('10.0.0.3'));
    await settled(30_000);
    expect(status(HOST)).toMatchObject({ state: 'settled' });
  });

  it('survives a restart of the server, and finds what changed while it was cut off', async () => {
    const proxy = await startFaultProxy({ target: cluster.server.url });
    cleanups.push(() => proxy.stop());
    const { publish, settled, output } = await run({
      api: await cluster.open(`https://127.0.0.1:${proxy.port}`),
      records: [`api: ${HOST}`, 'other: b.example.com'],
    });
    publish([HOST, 'b.example.com'], ['10.0.0.1']);
    await settled();
    await proxy.sever();
    await until(() =>
      expect(output).toMatchObject({ ready: false, problem: { code: 'SKY_API_UNREACHABLE' } }),
    );
    await cluster.patch('api', { metadata: { annotations: { [`${ALPHA}target`]: '6.6.6.6' } } });
    await cluster.call(`${cluster.services}/other`, { method: 'DELETE' });
    // The history that the watch knows is gone (410), and so is the server for a while.
    await cluster.server.ownEtcd?.compact();
    await cluster.server.restart();
    publish([HOST, 'b.example.com'], ['10.0.0.2']);
    await proxy.heal();
    await until(async () => {
      expect(await target()).toBe('10.0.0.2');
      expect(await target('other')).toBe('10.0.0.2');
    });
    await settled();
  });

  it('instances, and outputs with other prefixes, do not disturb each other on the same name', async () => {
    const all = await Promise.all([
      run({ records: [`public: ${HOST}`] }),
      run({ name: 'internal', records: [`internal: ${HOST}`], annotationPrefixes: [INTERNAL] }),
      run({ owner: 'other', records: [`others: ${HOST}`] }),
    ]);
    for (const [index, { publish }] of all.entries()) publish([HOST], [`10.0.0.${index + 1}`]);
    for (const { settled } of all) await settled();
    expect(await target('public')).toBe('10.0.0.1');
    expect(await target('internal', INTERNAL)).toBe('10.0.0.2');
    expect(Object.keys(await cluster.annotations('internal')).sort()).toEqual([
      ...['hostname', 'target', 'ttl'].map((key) => `${INTERNAL}${key}`),
      'skywriter/record',
    ]);
    expect(await target('others')).toBe('10.0.0.3');
    all[0]?.withdraw();
    await all[0]?.settled();
    expect(await cluster.service('public')).toBeUndefined();
    expect(await target('internal', INTERNAL)).toBe('10.0.0.2');
    expect(await target('others')).toBe('10.0.0.3');
    for (const { writes } of all) expect(writes.every(({ result }) => result === 'done')).toBe(true);
  });

  it('two of the same owner that should not both run agree in the end, and write little more', async () => {
    const both = await Promise.all([run(), run()]);
    for (let last = 1; last <= 4; last += 1) {
      for (const { publish } of both) publish([HOST], [`10.0.0.${last}`]);
      for (const { settled } of both) await settled();
      expect(await target()).toBe(`10.0.0.${last}`);
    }
    const done = both.flatMap(({ writes }) => writes.filter(({ result }) => result === 'done'));
    expect(done.length).toBeLessThanOrEqual(6);
  });

  it('its Deployment owns the Services, without a right on its finalizers', async () => {
    const apps = `/apis/apps/v1/namespaces/${NAMESPACE}`;
    const template = {
      metadata: { labels: { app: 'sky' } },
      spec: { containers: [{ name: 'sky', image: 'sky' }] },
    };
    const spec = { selector: { matchLabels: { app: 'sky' } }, template };
    const owned = async (path: string, kind: string, name: string, by?: object) => {
      const body = { metadata: { name, ...(by && { ownerReferences: [by] }) }, spec };
      const pod = { metadata: { ...body.metadata, labels: { app: 'sky' } }, spec: template.spec };
      const made = await cluster.call(path, { body: kind === 'Pod' ? pod : body });
      const { metadata } = made as { metadata: { uid: string } };
      return { apiVersion: 'apps/v1', kind, name, uid: metadata.uid };
    };
    const deployment = await owned(`${apps}/deployments`, 'Deployment', 'sky');
    const replicaSet = await owned(`${apps}/replicasets`, 'ReplicaSet', 'sky-1', deployment);
    await owned(`/api/v1/namespaces/${NAMESPACE}/pods`, 'Pod', 'sky-1-a', replicaSet);
    const { publish, settled, output, done } = await run({ pod: { namespace: NAMESPACE, name: 'sky-1-a' } });
    publish([HOST], ['10.0.0.1']);
    await settled();
    expect((await cluster.service('api'))?.metadata).toMatchObject({ ownerReferences: [deployment] });
    expect(done()).toEqual(['create api done']);
    expect(output.problem).toBeUndefined();
    // Who does not find it any more leaves it there.
    const later = await run({ pod: { namespace: NAMESPACE, name: 'no-such-pod' } });
    later.publish([HOST], ['10.0.0.2']);
    await later.settled();
    expect(later.output.problem).toMatchObject({ code: 'SKY_SERVICES_OWNER' });
    expect((await cluster.service('api'))?.metadata).toMatchObject({ ownerReferences: [deployment] });
  });
});
