import type { ObjectRef, Problem } from '@skywriter/core';
import { eventually, type KubeApiserver, provide, startKubeApiserver, systemClock } from '@skywriter/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { report } from '../fixtures/events.ts';
import { createEventWriter } from './event-writer.ts';
import type { EventTiming } from './timing.ts';

const component = await provide('kube-apiserver');
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

interface ListedEvent {
  readonly metadata: { readonly name: string };
  readonly note: string;
  readonly series?: { readonly count: number };
}

describe.skipIf(!component.available)('Events in a real API server', () => {
  let server: KubeApiserver;
  const cleanups: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    server = await startKubeApiserver({ users: [{ name: 'nobody' }] });
    await call('/api/v1/namespaces', { body: { metadata: { name: 'one' } } });
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    for (const namespace of ['default', 'one']) await call(eventsOf(namespace), { method: 'DELETE' });
  });
  afterAll(() => server?.stop());

  async function call(path: string, options: { method?: string; body?: unknown } = {}): Promise<unknown> {
    const answer = await server.adminFetch(path, options);
    const body: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(body)}`);
    return body;
  }
  const eventsOf = (namespace: string) => `/apis/events.k8s.io/v1/namespaces/${namespace}/events`;
  const events = async (namespace = 'one') => {
    const all = ((await call(eventsOf(namespace))) as { items: ListedEvent[] }).items;
    return all.filter((event) => JSON.stringify(event).includes('"skywriter"'));
  };

  async function createService(name: string): Promise<ObjectRef> {
    const path = '/api/v1/namespaces/one/services';
    const body = { metadata: { name }, spec: { ports: [{ port: 80 }] } };
    const { metadata } = (await call(path, { body })) as { metadata: { uid: string } };
    cleanups.push(async () => {
      await call(`${path}/${name}`, { method: 'DELETE' });
    });
    return { kind: 'Service', namespace: 'one', name, uid: metadata.uid };
  }

  function start(kubeconfig = server.kubeconfig, timing: Partial<EventTiming> = {}) {
    const problems: Problem[] = [];
    const writer = createEventWriter({
      access: { kubeconfig },
      clock: systemClock,
      reportingInstance: 'test-0',
      onProblem: (problem) => problems.push(problem),
      timing,
    });
    cleanups.push(writer.stop);
    return { writer, problems };
  }
  const until = (check: () => void | Promise<void>) => eventually(check, { every: 20, within: 30_000 });

  it('shows an Event where `kubectl describe` looks for it', async () => {
    const object = await createService('web');
    start().writer.report(report('The name is held by Ingress/shop/front.', object));
    await until(async () => expect(await events()).toHaveLength(1));
    // What kubectl asks: the older API, by fields of the object.
    const { kind, namespace, name, uid } = object;
    const selector = Object.entries({ kind, namespace, name, uid }).map(
      ([field, value]) => `involvedObject.${field}=${value}`,
    );
    const path = `/api/v1/namespaces/one/events?fieldSelector=${encodeURIComponent(selector.join(','))}`;
    expect(await call(path)).toMatchObject({
      items: [
        {
          type: 'Warning',
          reason: 'NameHeld',
          message: 'The name is held by Ingress/shop/front.',
          involvedObject: { apiVersion: 'v1', kind, namespace, name, uid },
          reportingComponent: 'skywriter',
          reportingInstance: 'test-0',
        },
      ],
    });
  });

  it('takes the Events of cluster objects', async () => {
    start().writer.report(report('x', { kind: 'Node', namespace: '', name: 'n1', uid: 'node-uid' }));
    await until(async () => expect(await events('default')).toMatchObject([{ regarding: { kind: 'Node' } }]));
  });

  it('takes the longest note, and the longest name', async () => {
    const { writer, problems } = start();
    writer.report(
      report('é'.repeat(2_000), { kind: 'Ingress', namespace: 'one', name: `${'a'.repeat(252)}z`, uid: 'u' }),
    );
    await until(async () => expect(await events()).toHaveLength(1));
    expect(problems).toStrictEqual([]);
  });

  it('counts the same up instead of writing it again, also when the Event has gone meanwhile', async () => {
    const object = await createService('web');
    const { writer } = start(undefined, { seriesInterval: 50 });
    writer.report(report('x', object));
    await until(() => expect(writer.counts.written).toBe(1));
    for (let round = 0; round < 9; round += 1) writer.report(report('x', object));
    await until(async () => expect(await events()).toMatchObject([{ note: 'x', series: { count: 10 } }]));
    const [event] = await events();
    await call(`${eventsOf('one')}/${event?.metadata.name}`, { method: 'DELETE' });
    writer.report(report('x', object));
    await until(async () => expect(await events()).toMatchObject([{ note: 'x' }]));
  });

  it('says which rule is missing, and writes what waited when it is granted', async () => {
    const { writer, problems } = start(server.user('nobody').kubeconfig, {
      forbiddenRetry: 200,
      longestRetry: 200,
    });
    writer.report(report('x', await createService('web')));
    writer.report(report('y', await createService('web2')));
    await until(() => expect(problems).toHaveLength(1));
    expect(problems).toMatchObject([
      {
        code: 'SKY_EVENTS_FORBIDDEN',
        message: expect.stringContaining(
          'User "nobody" cannot create resource "events" in API group "events.k8s.io"',
        ),
        hint: expect.stringContaining(
          'ClusterRole the rule {apiGroups: ["events.k8s.io"], resources: ["events"], verbs: ["create", "patch"]}',
        ),
      },
    ]);
    const rules = [{ apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] }];
    await call(`${RBAC}/clusterroles`, { body: { metadata: { name: 'events' }, rules } });
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'nobody' }];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'events' };
    await call(`${RBAC}/clusterrolebindings`, { body: { metadata: { name: 'events' }, roleRef, subjects } });
    await until(async () =>
      expect((await events()).map(({ note }) => note).sort()).toStrictEqual(['x', 'y']),
    );
    writer.report(report('x', await createService('web3')));
    await until(() => expect(writer.counts.written).toBe(3));
    expect(problems).toHaveLength(1);
    expect(writer.counts.dropped).toBe(0);
  });

  it('writes what came up while the API server was away', async () => {
    const object = await createService('web');
    const { writer, problems } = start(undefined, { longestRetry: 500 });
    writer.report(report('before', object));
    await until(() => expect(writer.counts.written).toBe(1));
    await server.kill();
    writer.report(report('meanwhile', object));
    writer.report(report('before', object));
    await server.restart();
    await until(async () => {
      const found = (await events()).map(({ note, series }) => [note, series?.count]);
      expect(found.sort()).toStrictEqual([
        ['before', 2],
        ['meanwhile', undefined],
      ]);
    });
    expect(problems).toStrictEqual([]);
  });

  it('gives up the Events of a namespace that is gone, without a word', async () => {
    const { writer, problems } = start();
    writer.report(report('x', { kind: 'Service', namespace: 'gone', name: 'web', uid: 'u' }));
    await until(() => expect(writer.counts.dropped).toBe(1));
    expect(problems).toStrictEqual([]);
  });

  it('is not flooded by 1,000 problems at once, and loses none', async () => {
    const { writer, problems } = start(undefined, { requests: { burst: 50, interval: 5 } });
    const began = performance.now();
    for (let index = 0; index < 1_000; index += 1) {
      writer.report(report('x', { kind: 'Service', namespace: 'one', name: `s${index}`, uid: `u${index}` }));
    }
    // Nobody waits for it.
    expect(performance.now() - began).toBeLessThan(500);
    await until(() => expect(writer.counts.written).toBe(1_000));
    expect(performance.now() - began).toBeGreaterThan(950 * 5 - 100);
    expect(await events()).toHaveLength(1_000);
    expect(problems).toStrictEqual([]);
  });
});
