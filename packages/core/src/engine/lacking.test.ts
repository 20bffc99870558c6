import { expect, test } from 'vitest';
import { compileNameRules } from '../merge/name-rules.ts';
import type { KubernetesObject } from '../object/object.ts';
import { unwrap } from '../problem.ts';
import { serviceSource } from '../source/service/service.ts';
import { aHostAddress, aService } from '../testing/manifests.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryOutput } from '../testing/memory-output.ts';
import { MapView } from '../testing/objects.ts';
import { rrText } from '../testing/records.ts';
import { Engine } from './engine.ts';

const service = aService({
  type: 'LoadBalancer',
  annotations: { hostname: 'a.example.com' },
  loadBalancer: [{ hostname: 'lb1.example.net' }, { hostname: 'lb2.example.net' }],
});

test('a host name that cannot be resolved takes nothing away, though another of the same Service changes', async () => {
  const clock = new ManualClock();
  const view = new MapView();
  const output = new MemoryOutput('test', []);
  const engine = new Engine({
    sources: [serviceSource({ resolveLoadBalancer: true })],
    view,
    rules: unwrap(compileNameRules([])),
    sharing: 'any',
    synced: () => true,
    clock,
    listener: { committed: () => {}, status: () => {}, objectProblems: () => {} },
  });
  const rules = {
    policy: 'sync',
    filter: { matches: () => true },
    deletionLimits: { share: 1, atLeast: 0 },
  } as const;
  const { reconciler } = await engine.add(output, rules);
  output.setReady(true);
  const put = async (after: KubernetesObject): Promise<string[]> => {
    const key = `${after.kind}/${after.metadata.namespace}/${after.metadata.name}`;
    const before = view.objects.get(key);
    view.objects.set(key, after);
    engine.changed({ before, after, at: clock.now() });
    await clock.advance(10);
    const states = [...reconciler.statuses.entries()].map(([, { state }]) => state);
    return [
      ...rrText([...output.records.values()].flat()).map((line) => line.split(' ').at(-1) ?? ''),
      ...states,
    ];
  };
  await put(service);
  await put(aHostAddress('lb1.example.net', ['192.0.2.1']));
  expect(await put(aHostAddress('lb2.example.net', ['192.0.2.2']))).toEqual([
    '192.0.2.1',
    '192.0.2.2',
    'settled',
  ]);
  expect(await put(aHostAddress('lb2.example.net', []))).toEqual(['192.0.2.1', '192.0.2.2', 'held']);
  expect(await put(aHostAddress('lb1.example.net', ['192.0.2.7']))).toEqual([
    '192.0.2.1',
    '192.0.2.2',
    '192.0.2.7',
    'held',
  ]);
  expect(await put(aHostAddress('lb2.example.net', ['192.0.2.8']))).toEqual([
    '192.0.2.7',
    '192.0.2.8',
    'settled',
  ]);
});
