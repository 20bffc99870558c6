import { describe, expect, test } from 'vitest';
import { compileNameRules } from '../merge/name-rules.ts';
import type { Ingress } from '../object/object.ts';
import { unwrap } from '../problem.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryOutput } from '../testing/memory-output.ts';
import { ingress, MapView, plainIngressSource } from '../testing/objects.ts';
import { name, recordSet, rrText } from '../testing/records.ts';
import { Engine } from './engine.ts';
import type { HoldLimits } from './holds.ts';

const shop = name('shop.example.com');
const known = ['shop.example.com 300 A 192.0.2.1'];

async function start(holdLimits?: HoldLimits, synced = () => true) {
  const clock = new ManualClock();
  const view = new MapView();
  const output = new MemoryOutput('test', []);
  const engine = new Engine({
    sources: [plainIngressSource],
    view,
    rules: unwrap(compileNameRules([])),
    sharing: 'namespace',
    synced,
    clock,
    listener: { committed: () => {}, status: () => {}, objectProblems: () => {} },
  });
  const entry = await engine.add(output, {
    policy: 'sync',
    filter: { matches: () => true },
    deletionLimits: { share: 1, atLeast: 0 },
    ...(holdLimits !== undefined && { holdLimits }),
  });
  output.setReady(true);
  const put = async (object: Ingress) => {
    const before = view.objects.get('Ingress/a/x');
    view.objects.set('Ingress/a/x', object);
    engine.changed({ before, after: object, at: clock.now() });
    await clock.advance(10);
  };
  const addresses = (...all: string[]) => put(ingress('a/x', ['shop.example.com'], all));
  const records = () => rrText([...output.records.values()].flat());
  const state = () => {
    const status = entry.reconciler.statuses.get(shop);
    return status && [status.state, ...status.problems.map(({ code }) => code)].join(' ');
  };
  return { clock, output, entry, engine, addresses, records, state };
}

describe('what is held', () => {
  test('is held for ever where nothing else is said, and its age is known', async () => {
    const { clock, entry, addresses, records, state } = await start();
    await addresses('192.0.2.1');
    expect(entry.holds.oldest).toBeUndefined();
    await addresses();
    const since = clock.now();
    await clock.advance(10 ** 9);
    expect([records(), state()]).toEqual([known, 'held SKY_HELD']);
    expect(entry.holds.oldest).toBeLessThanOrEqual(since);
    expect(entry.holds.oldest).toBeGreaterThan(since - 1_000);
    await addresses('192.0.2.1');
    expect(entry.holds.oldest).toBeUndefined();
  });

  test('is kept when it is stale, and told anew', async () => {
    const { clock, addresses, records, state } = await start({ maxStaleness: 60_000, whenStale: 'keep' });
    await addresses('192.0.2.1');
    await addresses();
    await clock.advance(59_000);
    expect(state()).toBe('held SKY_HELD');
    await clock.advance(2_000);
    expect([records(), state()]).toEqual([known, 'held SKY_STALE']);
    await addresses('192.0.2.2');
    expect([records(), state()]).toEqual([['shop.example.com 300 A 192.0.2.2'], 'settled']);
  });

  test('goes when it is stale, if that is wanted, and comes back', async () => {
    const { clock, addresses, records, state } = await start({ maxStaleness: 60_000, whenStale: 'withdraw' });
    await addresses('192.0.2.1');
    await addresses();
    await clock.advance(59_000);
    expect(records()).toEqual(known);
    await clock.advance(2_000);
    expect(records()).toEqual([]);
    expect(state()).toMatch(/^waiting/);
    await addresses('192.0.2.1');
    expect(records()).toEqual(known);
  });

  test('begins anew with every time that the addresses were there', async () => {
    const { clock, addresses, records } = await start({ maxStaleness: 60_000, whenStale: 'withdraw' });
    for (let round = 0; round < 3; round += 1) {
      await addresses('192.0.2.1');
      await addresses();
      await clock.advance(50_000);
    }
    expect(records()).toEqual(known);
  });

  test('because nobody knows what objects ask for is never withdrawn', async () => {
    const limits = { maxStaleness: 1_000, whenStale: 'withdraw' } as const;
    const { clock, output, entry, records, state } = await start(limits, () => false);
    output.drift(shop, [recordSet('shop.example.com', 300, 'A', ['192.0.2.1'])]);
    await clock.advance(100_000);
    expect([records(), state()]).toEqual([known, 'held SKY_HELD']);
    expect(entry.holds.oldest).toBeUndefined();
  });
});
