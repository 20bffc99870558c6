import { beforeEach, describe, expect, test } from 'vitest';
import type { Name } from '../name/name.ts';
import { DeletionGuard } from '../plan/deletion-guard.ts';
import type { RecordSet } from '../record/record-set.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryOutput } from '../testing/memory-output.ts';
import { name, recordSet, rrText } from '../testing/records.ts';
import { Reconciler } from './reconciler.ts';

describe('Reconciler', () => {
  let clock: ManualClock;
  let output: MemoryOutput;
  let wanted: Map<Name, readonly RecordSet[]>;
  let events: string[];
  let guard: DeletionGuard;
  let reconciler: Reconciler;

  const shop = name('shop.example.com');
  const web = name('web.example.com');

  beforeEach(async () => {
    clock = new ManualClock();
    output = new MemoryOutput('test', [name('example.com')]);
    wanted = new Map();
    events = [];
    guard = new DeletionGuard({ share: 0.5, atLeast: 3 }, clock);
    reconciler = new Reconciler({
      output,
      desired: (owner) => ({ recordSets: wanted.get(owner) ?? [], problems: [] }),
      policy: 'sync',
      guard,
      clock,
      listener: {
        committed: ({ plan, latency }) => events.push(`committed ${plan.name} ${latency ?? '-'}`),
        status: ({ name: owner, state, problems }) =>
          events.push(`${state} ${owner} ${problems.map(({ code }) => code)}`.trim()),
      },
    });
    await output.start({
      dirty: (names) => reconciler.dirty(names),
      readiness: (ready) => ready && reconciler.resume(),
    });
  });

  function want(owner: Name, ...values: string[]): void {
    wanted.set(owner, values.length === 0 ? [] : [recordSet(owner, 300, 'A', values)]);
    reconciler.dirty([owner], clock.now());
  }

  test('writes what is wanted once the output is ready, and nothing twice', async () => {
    want(shop, '192.0.2.1');
    want(shop, '192.0.2.2');
    await clock.advance(1000);
    expect(output.history).toEqual([]);
    output.setReady(true);
    await clock.advance(10);
    expect(rrText(output.records.get(shop) ?? [])).toEqual(['shop.example.com 300 A 192.0.2.2']);
    reconciler.dirty([shop]);
    await clock.advance(10);
    expect(output.history).toHaveLength(1);
    expect(reconciler.pending).toBe(0);
    expect(events).toEqual(['committed shop.example.com 1000', 'settled shop.example.com']);
  });

  test('puts drift right', async () => {
    output.setReady(true);
    want(shop, '192.0.2.1');
    await clock.advance(10);
    output.drift(shop, []);
    await clock.advance(10);
    expect(rrText(output.records.get(shop) ?? [])).toEqual(['shop.example.com 300 A 192.0.2.1']);
  });

  test('a failing name rests for longer and longer; the others go on', async () => {
    output.setReady(true);
    output.faults.set(
      shop,
      Array.from({ length: 5 }, () => 'failed' as const),
    );
    want(shop, '192.0.2.1');
    want(web, '192.0.2.2');
    await clock.advance(0);
    expect(output.records.has(web)).toBe(true);
    expect(reconciler.statuses.get(shop)?.state).toBe('failed');
    await clock.advance(60);
    expect(output.faults.get(shop)).toHaveLength(3);
    await clock.advance(2000);
    expect(output.records.has(shop)).toBe(true);
    expect(reconciler.statuses.get(shop)?.state).toBe('settled');
  });

  test('an output that throws is tried again', async () => {
    output.setReady(true);
    output.faults.set(shop, ['throw']);
    want(shop, '192.0.2.1');
    await clock.advance(0);
    expect(reconciler.statuses.get(shop)?.problems[0]?.code).toBe('SKY_OUTPUT_DEFECT');
    await clock.advance(100);
    expect(output.records.has(shop)).toBe(true);
  });

  test('after a conflict the name is planned anew from what is there', async () => {
    output.setReady(true);
    output.faults.set(shop, ['conflict']);
    want(shop, '192.0.2.1');
    await clock.advance(0);
    want(shop, '192.0.2.9');
    await clock.advance(100);
    expect(rrText(output.records.get(shop) ?? [])).toEqual(['shop.example.com 300 A 192.0.2.9']);
  });

  test('readiness ends all rests', async () => {
    output.setReady(true);
    output.faults.set(
      shop,
      Array.from({ length: 12 }, () => 'failed' as const),
    );
    want(shop, '192.0.2.1');
    await clock.advance(60_000);
    output.faults.delete(shop);
    output.setReady(true);
    await clock.advance(0);
    expect(output.records.has(shop)).toBe(true);
  });

  test('a mass deletion stops whole, is visible, and passes when it is let', async () => {
    output.setReady(true);
    const names = Array.from({ length: 20 }, (_, index) => name(`n${index}.example.com`));
    for (const owner of names) want(owner, '192.0.2.1');
    await clock.advance(10);
    for (const owner of names) want(owner);
    await clock.advance(10);
    expect(output.records.size).toBe(20);
    expect(reconciler.statuses.count('withheld')).toBe(20);
    guard.limits = { share: 1, atLeast: 0 };
    reconciler.reconsiderDeletions();
    await clock.advance(10);
    expect(output.records.size).toBe(0);
    expect(reconciler.statuses.count('withheld')).toBe(0);
  });

  test('a mass deletion that is released passes whole, and the next one stops', async () => {
    output.setReady(true);
    const names = Array.from({ length: 20 }, (_, index) => name(`n${index}.example.com`));
    for (const owner of names) want(owner, '192.0.2.1');
    await clock.advance(10);
    for (const owner of names.slice(0, 15)) want(owner);
    await clock.advance(10);
    guard.limits = { share: 0.5, atLeast: 3, release: [guard.id] };
    // One of them is enough to look again, such as a touch of its key.
    reconciler.dirty(names.slice(0, 1));
    await clock.advance(10);
    expect(output.records.size).toBe(5);
    expect(guard.stopped.size).toBe(0);
    for (const owner of names.slice(15)) want(owner);
    await clock.advance(10);
    expect(output.records.size).toBe(5);
  });

  test('a mass deletion larger than one turn is still one', async () => {
    output.setReady(true);
    const names = Array.from({ length: 3000 }, (_, index) => name(`n${index}.example.com`));
    for (const owner of names) want(owner, '192.0.2.1');
    await clock.advance(10);
    for (const owner of names) want(owner);
    await clock.advance(10);
    expect(output.records.size).toBe(3000);
  });

  test('stopping ends everything', async () => {
    output.setReady(true);
    output.faults.set(shop, ['failed']);
    want(shop, '192.0.2.1');
    await clock.advance(0);
    reconciler.stop();
    await clock.advance(60_000);
    expect(output.records.size).toBe(0);
  });
});
