import { describe, expect, test } from 'vitest';
import { compileNameRules } from '../merge/name-rules.ts';
import type { Ingress } from '../object/object.ts';
import { unwrap } from '../problem.ts';
import type { Source } from '../source/source.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryOutput } from '../testing/memory-output.ts';
import { ingress, MapView, plainIngressSource } from '../testing/objects.ts';
import { name, rrText } from '../testing/records.ts';
import { Engine } from './engine.ts';

/** Tells nothing of Ingresses that are labelled so, in one of the two ways of failing. */
const fragileSource: Source<'Ingress'> = {
  ...plainIngressSource,
  claims(object, view) {
    const { fails } = object.metadata.labels;
    if (fails === 'thrown') throw new Error('broken');
    return fails === 'told'
      ? { claims: [], problems: [], incomplete: true }
      : plainIngressSource.claims(object, view);
  },
};

async function start(output: MemoryOutput, ...objects: readonly Ingress[]) {
  const clock = new ManualClock();
  const view = new MapView();
  const engine = new Engine({
    sources: [fragileSource],
    view,
    rules: unwrap(compileNameRules([])),
    sharing: 'namespace',
    synced: () => true,
    clock,
    listener: { committed: () => {}, status: () => {}, objectProblems: () => {} },
  });
  async function put(object: Ingress | undefined, key = 'Ingress/a/x'): Promise<void> {
    const before = view.objects.get(key);
    if (object === undefined) view.objects.delete(key);
    else view.objects.set(key, object);
    engine.changed({ before, after: object, at: clock.now() });
    await clock.advance(10);
  }
  const rules = {
    policy: 'sync',
    filter: { matches: () => true },
    deletionLimits: { share: 1, atLeast: 0 },
  } as const;
  const { reconciler } = await engine.add(output, rules);
  for (const object of objects) await put(object);
  output.setReady(true);
  await clock.advance(10);
  const records = () => rrText([...output.records.values()].flat());
  return { put, records, engine, reconciler };
}

const shop = ingress('a/x', ['shop.example.com'], ['192.0.2.1']);
const renamed = ingress('a/x', ['www.example.com'], ['192.0.2.1']);
const broken = (how: string): Ingress => ({
  ...renamed,
  metadata: { ...renamed.metadata, labels: { fails: how } },
});
const zone = name('example.com');

describe.each(['told', 'thrown'])('what an object asks for cannot be told (%s)', (how) => {
  test('what it had stays until it can, also over a restart', async () => {
    const output = new MemoryOutput('test', [zone]);
    const first = await start(output, shop);
    expect(first.records()).toEqual(['shop.example.com 300 A 192.0.2.1']);
    await first.put(broken(how));
    expect(first.records()).toEqual(['shop.example.com 300 A 192.0.2.1']);
    expect(first.reconciler.statuses.get(name('shop.example.com'))?.state).toBe('held');
    await first.engine.stop();
    const second = await start(output, broken(how));
    expect(second.records()).toEqual(['shop.example.com 300 A 192.0.2.1']);
    await second.put(renamed);
    expect(second.records()).toEqual(['www.example.com 300 A 192.0.2.1']);
  });

  test('what it had goes with it', async () => {
    const { put, records } = await start(new MemoryOutput('test', [zone]), shop);
    await put(broken(how));
    await put(undefined);
    expect(records()).toEqual([]);
  });
});
