import { type Output, type OutputListener, parseName, unwrap } from '@skywriter/core';
import { describe, expect, test, vi } from 'vitest';
import { dryRun, observeOnly, offline } from './wrap.ts';

const name = unwrap(parseName('shop.a.b'));
const listener: OutputListener = { dirty: () => {}, readiness: () => {} };

function inner() {
  const apply = vi.fn(async () => []);
  const start = vi.fn(async () => {});
  const output: Output = {
    name: 'one',
    zones: [],
    defaultTtl: 30,
    start,
    stop: async () => {},
    ready: true,
    problem: undefined,
    observed: () => ({ recordSets: [], foreign: ['theirs'] }),
    ownedNames: () => [name],
    ownedCount: 1,
    refuses: () => [],
    settled: () => false,
    apply,
  };
  return { output, apply, start };
}

describe('outputs that do not write', () => {
  test('a dry run observes, is ready, and only says that it wrote', async () => {
    const { output, apply, start } = inner();
    const dry = dryRun(output);
    await dry.start(listener);
    expect(await dry.apply([{ name, recordSets: [] }])).toEqual([{ name, result: 'done' }]);
    expect(dry).toMatchObject({ name: 'one', ready: true, ownedCount: 1 });
    expect(dry.observed(name).foreign).toEqual(['theirs']);
    expect([apply, start].map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
  });

  test('an observer is started and never ready', async () => {
    const { output, start } = inner();
    const observer = observeOnly(output);
    await observer.start(listener);
    expect(observer.ready).toBe(false);
    expect(start).toHaveBeenCalledWith(listener);
  });

  test('offline, nothing is started', async () => {
    const { output, start } = inner();
    await offline(output).start(listener);
    expect(offline(output).ready).toBe(false);
    expect(start).not.toHaveBeenCalled();
  });
});
