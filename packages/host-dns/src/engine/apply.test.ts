import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { forgotten } from '../platform/host-dns.ts';
import { adapter, engineOn, split, splitMore, usedWorld, wishes, worlds } from '../testing/scenario.ts';
import { settingsOf } from '../testing/world.ts';

test('apply and reset is nothing at all', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, wishes, async (world, wanted) => {
      const before = settingsOf(world);
      expect((await engineOn(world).apply(wanted)).problem).toBeNull();
      expect(settingsOf(world)).not.toEqual(before);
      expect((await engineOn(world).reset()).problem).toBeNull();
      expect(settingsOf(world)).toEqual(before);
    }),
  );
});

test('applying twice is applying once', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, wishes, async (world, wanted) => {
      await engineOn(world).apply(wanted);
      const once = settingsOf(world);
      const second = await engineOn(world).apply(wanted);
      expect(
        second.settings.every(
          ({ outcome, setting }) => outcome === 'unchanged' || setting.target === '/run/dead-man',
        ),
      ).toBe(true);
      expect(settingsOf(world)).toEqual(once);
    }),
  );
});

test('whatever was applied after what, forgetting is back to the first baseline', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, fc.array(wishes, { minLength: 1, maxLength: 4 }), async (world, wanted) => {
      const before = settingsOf(world);
      for (const one of wanted) expect((await engineOn(world).apply(one)).ok).toBe(true);
      expect((await engineOn(world).apply(forgotten)).ok).toBe(true);
      expect(settingsOf(world)).toEqual(before);
    }),
  );
});

test('what is wanted no more goes back to the first baseline, the rest stays', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  await engineOn(world).apply(splitMore);
  await engineOn(world).apply(split);
  const after = settingsOf(world);
  expect(after['file /etc/resolver/test']).toBe(before['file /etc/resolver/test']);
  expect(after['file /etc/resolver/cluster.local']).toMatch(/172\.19\.1\.100/);
});

test('the dead man lives for one apply only', async () => {
  const world = usedWorld();
  const report = await engineOn(world).apply(adapter);
  expect(
    report.settings.filter(({ setting }) => setting.target === '/run/dead-man').map(({ outcome }) => outcome),
  ).toEqual(['set', 'restored']);
  expect(world.files.text('/run/dead-man')).toBeUndefined();
  expect(world.files.text('/etc/boot/recover')).toMatch(/sky recover/);
});
