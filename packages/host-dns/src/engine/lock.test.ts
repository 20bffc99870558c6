import { expect, test } from 'vitest';
import { adapter, engineOn, split, splitMore, usedWorld } from '../testing/scenario.ts';
import { settingsOf } from '../testing/world.ts';

test('two applies at once: one after the other, and back to the first baseline', async () => {
  for (const [one, other] of [
    [split, adapter],
    [adapter, splitMore],
    [split, split],
  ] as const) {
    const world = usedWorld();
    const before = settingsOf(world);
    const reports = await Promise.all([engineOn(world).apply(one), engineOn(world).apply(other)]);
    expect(reports.map(({ problem }) => problem)).toEqual([null, null]);
    await engineOn(world).reset();
    expect(settingsOf(world)).toEqual(before);
  }
});

test('who has no patience is told who is at it', async () => {
  const world = usedWorld();
  const reports = await Promise.all(
    [split, adapter].map((wanted) => engineOn(world, undefined, { patience: 0 }).apply(wanted)),
  );
  expect(reports.map(({ problem }) => problem?.code).sort()).toEqual(['SKY_HOST_BUSY', undefined]);
});
