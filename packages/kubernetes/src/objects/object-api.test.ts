import { eventually, type KubeApiserver, provide, startKubeApiserver, systemClock } from '@skywriter/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApiResource } from '../api/fault.ts';
import { Section } from '../kinds/section.ts';
import { createObjectApi, type ObjectRequest } from './object-api.ts';

const component = await provide('kube-apiserver');
const configMaps: ApiResource = { kind: 'ConfigMap', group: '', version: 'v1', plural: 'configmaps' };

describe.skipIf(!component.available)('single objects of a real API server', () => {
  let server: KubeApiserver;
  const cleanups: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    server = await startKubeApiserver({ users: [{ name: 'nobody' }] });
  });
  afterAll(() => server?.stop());
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    await server.adminFetch('/api/v1/namespaces/default/configmaps', { method: 'DELETE' });
  });

  function open(kubeconfig = server.kubeconfig) {
    const api = createObjectApi({ access: { kubeconfig }, clock: systemClock });
    cleanups.push(() => api.close());
    return api;
  }
  const one = { resource: configMaps, namespace: 'default', name: 'one' } as const;
  const body = (data: Record<string, string>, metadata: object = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'one', namespace: 'default', ...metadata },
    data,
  });
  const identityOf = (object: unknown) => {
    const metadata = Section.of(object).section('metadata');
    return {
      uid: metadata.text('uid') ?? '',
      resourceVersion: metadata.text('resourceVersion') ?? '',
    };
  };

  it('are created, read, replaced, applied and deleted', async () => {
    const api = open();
    expect((await api.request({ ...one, verb: 'create', body: body({ a: '1' }) })).status).toBe(201);
    const read = await api.request({ ...one, verb: 'get' });
    expect(read).toMatchObject({ status: 200, problem: undefined, object: { data: { a: '1' } } });
    const { resourceVersion } = identityOf(read.object);
    const update: ObjectRequest = { ...one, verb: 'update', body: body({ a: '2' }, { resourceVersion }) };
    expect(await api.request(update)).toMatchObject({ status: 200, object: { data: { a: '2' } } });
    expect(await api.request(update)).toMatchObject({ status: 409, problem: { code: 'SKY_API_CONFLICT' } });
    const applied = await api.request({ ...one, verb: 'apply', fieldManager: 'me', body: body({ b: '3' }) });
    expect(applied).toMatchObject({ status: 200, object: { data: { a: '2', b: '3' } } });
    const preconditions = identityOf(applied.object);
    expect(await api.request({ ...one, verb: 'delete', preconditions })).toMatchObject({ status: 200 });
    expect(await api.request({ ...one, verb: 'get' })).toMatchObject({
      status: 404,
      object: undefined,
      problem: { code: 'SKY_API_NOT_FOUND' },
    });
  });

  it.each([['uid'], ['resourceVersion']] as const)('are not deleted with another %s', async (field) => {
    const api = open();
    const { object } = await api.request({ ...one, verb: 'create', body: body({}) });
    const preconditions = { ...identityOf(object), [field]: '1' };
    expect(await api.request({ ...one, verb: 'delete', preconditions })).toMatchObject({ status: 409 });
    expect(await api.request({ ...one, verb: 'get' })).toMatchObject({ status: 200 });
  });

  it('say which rule is missing, and what else is refused', async () => {
    const forbidden = await open(server.user('nobody').kubeconfig).request({
      ...one,
      verb: 'apply',
      fieldManager: 'me',
      body: body({}),
    });
    expect(forbidden).toMatchObject({
      status: 403,
      problem: {
        code: 'SKY_API_FORBIDDEN',
        hint: expect.stringContaining(
          'Role in namespace default the rule {apiGroups: [""], resources: ["configmaps"], verbs: ["patch"]}',
        ),
      },
    });
    const refused = await open().request({ ...one, verb: 'create', body: body({ 'no key': '' }) });
    expect(refused).toMatchObject({
      status: 422,
      problem: { code: 'SKY_API_REFUSED', message: expect.stringContaining('no key') },
    });
  });

  it('have a limit of time', async () => {
    const api = open();
    await api.request({ ...one, verb: 'get' });
    await server.freeze();
    try {
      // A server of many threads does not stop all of them at once.
      await eventually(async () => {
        const answer = await api.request({ ...one, verb: 'get', patience: 50 });
        expect(answer).toMatchObject({ status: 0, problem: { code: 'SKY_API_STALLED' } });
      });
    } finally {
      await server.thaw();
    }
  });

  it('are followed, through an outage', async () => {
    const api = open();
    await api.request({ ...one, verb: 'create', body: body({ a: '1' }) });
    const known = new Map<string, unknown>();
    let live = false;
    const put = (object: unknown) => {
      const section = Section.of(object);
      known.set(section.section('metadata').text('name') ?? '', section.section('data').text('a'));
    };
    const stop = api.follow(
      { resource: configMaps, namespace: 'default' },
      {
        listed: (objects) => {
          known.clear();
          for (const object of objects) put(object);
        },
        changed: put,
        deleted: (object) => known.delete(Section.of(object).section('metadata').text('name') ?? ''),
        state: (state) => {
          live = state.synced && state.live;
        },
      },
    );
    cleanups.push(stop);
    await eventually(() => live && known.get('one') === '1');
    await server.restart();
    const applied = await api.request({ ...one, verb: 'apply', fieldManager: 'me', body: body({ a: '2' }) });
    await eventually(() => known.get('one') === '2', { within: 30_000 });
    await api.request({ ...one, verb: 'delete', preconditions: identityOf(applied.object) });
    await eventually(() => live && !known.has('one'), { within: 30_000 });
  });
});
