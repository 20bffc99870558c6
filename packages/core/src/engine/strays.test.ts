import { expect, test } from 'vitest';
import { compileNameRules } from '../merge/name-rules.ts';
import type { Ingress, Kind } from '../object/object.ts';
import { unwrap } from '../problem.ts';
import { serviceSource } from '../source/service/service.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryOutput } from '../testing/memory-output.ts';
import { ingress, MapView, plainIngressSource } from '../testing/objects.ts';
import { name, rrText } from '../testing/records.ts';
import { Engine } from './engine.ts';

const web = name('web.example.com');

/** An output that knows what ExternalDNS left there before any object is known. */
async function start(type: 'A' | 'CNAME', value: string) {
  const clock = new ManualClock();
  const view = new MapView();
  const synced = new Set<Kind>();
  const output = new MemoryOutput('test', []);
  output.records.set(web, [{ name: web, type, ttl: 300, targets: [{ value, origins: [] }] }]);
  const engine = new Engine({
    sources: [plainIngressSource, serviceSource()],
    view,
    rules: unwrap(compileNameRules([])),
    sharing: 'any',
    synced: (kind) => synced.has(kind),
    clock,
    listener: { committed: () => {}, status: () => {}, objectProblems: () => {} },
  });
  const { reconciler } = await engine.add(output, {
    policy: 'sync',
    filter: { matches: () => true },
    deletionLimits: { share: 1, atLeast: 0 },
  });
  output.setReady(true);
  await clock.advance(10);
  const state = () => reconciler.statuses.get(web)?.state;
  return {
    put: async (object: Ingress) => {
      view.objects.set(`Ingress/a/${object.metadata.name}`, object);
      engine.changed({ before: undefined, after: object, at: clock.now() });
      await clock.advance(10);
    },
    sync: async (...kinds: readonly Kind[]) => {
      for (const kind of kinds) synced.add(kind);
      engine.kindSynced();
      await clock.advance(10);
    },
    now: () => [...rrText([...output.records.values()].flat()), state()],
    history: () => output.history.map(({ recordSets }) => rrText(recordSets)),
  };
}

const all: readonly Kind[] = ['Ingress', 'Service', 'EndpointSlice', 'Node', 'Pod'];
const OLD = 'web.example.com 300 A 192.0.2.1';
const NEW = 'web.example.com 300 A 192.0.2.2';

test('what does not say who asked for it stays until everything is known, and goes if nobody asks then', async () => {
  const { now, sync } = await start('A', '192.0.2.1');
  expect(now()).toEqual([OLD, 'held']);
  await sync('Service', 'EndpointSlice', 'Node', 'Pod');
  expect(now()).toEqual([OLD, 'held']);
  await sync('Ingress');
  expect(now()).toEqual([undefined]);
});

test('it is never away while the object that asks for it comes to be known', async () => {
  const { now, put, sync, history } = await start('A', '192.0.2.1');
  await put(ingress('a/x', ['web.example.com'], ['192.0.2.1']));
  await sync(...all);
  expect(now()).toEqual([OLD, 'settled']);
  for (const state of history()) expect(state).toEqual([OLD]);
});

test('what changed meanwhile is there at once, the old one beside it until everything is known', async () => {
  const { now, put, sync } = await start('A', '192.0.2.1');
  await put(ingress('a/x', ['web.example.com'], ['192.0.2.2']));
  expect(now()).toEqual([OLD, NEW, 'held']);
  await sync(...all);
  expect(now()).toEqual([NEW, 'settled']);
});

test('nothing stands beside an alias: what is asked for wins', async () => {
  const { now, put } = await start('CNAME', 'lb.example.net');
  expect(now()).toEqual(['web.example.com 300 CNAME lb.example.net', 'held']);
  await put(ingress('a/x', ['web.example.com'], ['192.0.2.2']));
  expect(now()).toEqual([NEW, 'settled']);
});

test('it stays while the only object that asks for the name has no targets', async () => {
  const { now, put, sync } = await start('A', '192.0.2.1');
  await put(ingress('a/x', ['web.example.com'], []));
  await sync(...all);
  expect(now()).toEqual([OLD, 'held']);
  await put(ingress('a/y', ['web.example.com'], ['192.0.2.2']));
  expect(now()).toEqual([NEW, expect.anything()]);
});
