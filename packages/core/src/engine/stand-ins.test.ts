import { expect, test } from 'vitest';
import { compileNameRules } from '../merge/name-rules.ts';
import type { KubernetesObject } from '../object/object.ts';
import { unwrap } from '../problem.ts';
import { endpointSliceSource } from '../source/endpointslice/endpointslice.ts';
import { aRecord, slice } from '../source/endpointslice/testing/records.ts';
import { serviceSource } from '../source/service/service.ts';
import { aNode, aService } from '../testing/manifests.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryOutput } from '../testing/memory-output.ts';
import { MapView } from '../testing/objects.ts';
import { name, rrText } from '../testing/records.ts';
import { Engine } from './engine.ts';

const rules = {
  policy: 'sync',
  filter: { matches: () => true },
  deletionLimits: { share: 1, atLeast: 0 },
} as const;

/** The Service `shop/web` by both sources, for two outputs. */
async function start() {
  const clock = new ManualClock();
  const view = new MapView();
  const engine = new Engine({
    sources: [
      serviceSource(),
      endpointSliceSource({
        records: [
          aRecord({ outputs: ['lan'], addressSource: 'node-internal' }),
          aRecord({ name: 'world', outputs: ['world'], addressSource: 'node-external' }),
        ],
      }),
    ],
    view,
    rules: unwrap(compileNameRules([])),
    sharing: 'namespace',
    synced: () => true,
    clock,
    listener: { committed: () => {}, status: () => {}, objectProblems: () => {} },
  });
  const outputs = { lan: new MemoryOutput('lan', []), world: new MemoryOutput('world', []) };
  const lan = await engine.add(outputs.lan, rules);
  await engine.add(outputs.world, rules);
  for (const output of [outputs.lan, outputs.world]) output.setReady(true);
  const records = async () => {
    await clock.advance(10);
    return [outputs.lan, outputs.world].map((output) => rrText([...output.records.values()].flat()));
  };
  const put = (after: KubernetesObject) => {
    const key = `${after.kind}/${after.metadata.namespace}/${after.metadata.name}`;
    const before = view.objects.get(key);
    view.objects.set(key, after);
    engine.changed({ before, after, at: clock.now() });
    return records();
  };
  const remove = (key: string) => {
    const before = view.objects.get(key);
    view.objects.delete(key);
    engine.changed({ before, at: clock.now() });
    return records();
  };
  const state = () => {
    const status = lan.reconciler.statuses.get(name('api.example.com'));
    return status && [status.state, ...status.problems.map(({ message }) => message)];
  };
  return { engine, put, remove, records, state };
}

test('a name of the configuration is claimed though nothing is known, and held though all of it goes', async () => {
  const { put, remove, records, state, engine } = await start();
  expect(await records()).toEqual([[], []]);
  expect(state()).toEqual([
    'waiting',
    'Service/shop/web has nothing to point api.example.com at yet (it has no endpoints).',
  ]);
  await put(aNode('n1', ['InternalIP 10.0.0.1', 'ExternalIP 203.0.113.1']));
  const published = [['api.example.com 300 A 10.0.0.1'], ['api.example.com 300 A 203.0.113.1']];
  expect(await put(slice('a', '10.244.0.5@n1', '10.244.0.6@n1!'))).toEqual(published);
  expect(state()).toEqual(['settled']);
  expect(engine.leftOut.get('Service/shop/web')?.map(({ message }) => message)).toEqual(
    Array(2).fill('10.244.0.6 is left out: its endpoint is not ready.'),
  );

  expect(await put(slice('a', '10.244.0.5@n1!'))).toEqual(published);
  expect(state()).toEqual([
    'held',
    'Service/shop/web has no targets for api.example.com just now (10.244.0.5 is left out: its endpoint is not ready); the last good record 10.0.0.1 is held.',
  ]);
  expect(await remove('EndpointSlice/shop/a')).toEqual(published);
  expect(engine.leftOut.size).toBe(0);

  expect(await put(aNode('n2', ['InternalIP 10.0.0.2', 'ExternalIP 203.0.113.2']))).toEqual(published);
  expect(await put(slice('b', '10.244.1.5@n2'))).toEqual([
    ['api.example.com 300 A 10.0.0.2'],
    ['api.example.com 300 A 203.0.113.2'],
  ]);
});

test('what else the Service asks for comes and goes with it, and not what the configuration asks for', async () => {
  const { put, remove } = await start();
  await put(aNode('n1', ['InternalIP 10.0.0.1']));
  const own = (await put(slice('a', '10.244.0.5@n1')))[0] ?? [];
  const annotated = aService({
    type: 'LoadBalancer',
    annotations: { hostname: 'web.example.com' },
    loadBalancer: [{ ip: '192.0.2.1' }],
  });
  expect((await put(annotated))[0]).toEqual([...own, 'web.example.com 300 A 192.0.2.1']);
  expect((await remove('Service/shop/web'))[0]).toEqual(own);
});
