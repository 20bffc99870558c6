import { success } from '@skywriter/core';
import { eventually, manualClock } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import type { HostDns } from '../platform/host-dns.ts';
import { adapter, engineOn, split, splitMore, usedWorld } from '../testing/scenario.ts';
import { changeAdapter, LINK, settingsOf, type World } from '../testing/world.ts';
import type { WatchEvent } from './watch.ts';

const corporate = { servers: ['192.0.2.1'], domains: ['corp'], route: true };

function watching(world: World) {
  const clock = manualClock();
  const events: WatchEvent[] = [];
  let wanted: HostDns = split;
  let looks = 0;
  const watch = engineOn(world, (machine) => ({ ...machine, clock })).watch({
    interval: 1000,
    wanted: async () => {
      looks += 1;
      return success(wanted);
    },
    onEvent: (event) => void events.push(event),
  });
  return {
    watch,
    events,
    want(next: HostDns) {
      wanted = next;
    },
    /** Until a look is over, the next one is not waited for. */
    async look() {
      const before = looks;
      await eventually(() => expect(clock.waiting).toHaveLength(1));
      clock.advance(1000);
      await eventually(() => expect(looks).toBeGreaterThan(before));
      await eventually(() => expect(clock.waiting).toHaveLength(1));
    },
    said: () => events.map((event) => (event.is === 'applied' ? event.reason : event.is)),
  };
}

test('what was overwritten is applied again, and what changes is followed', async () => {
  const world = usedWorld();
  const before = settingsOf(world);
  const { watch, look, want, said } = watching(world);
  await look();
  const applied = settingsOf(world);
  expect(said()).toEqual(['started']);
  world.links.set(LINK, corporate);
  await look();
  expect(settingsOf(world)).toEqual(applied);
  want(splitMore);
  await look();
  expect(world.files.text('/etc/resolver/test')).toMatch(/172\.19\.1\.100/);
  await look();
  expect(said()).toEqual(['started', 'overwritten', 'changed']);
  await watch.stop();
  expect((await engineOn(world).reset()).ok).toBe(true);
  expect(settingsOf(world)).toEqual(before);
});

test('an adapter that is plugged in is set too', async () => {
  const world = usedWorld();
  changeAdapter(world, '{ETHERNET}', { present: false });
  const { watch, look, want, said } = watching(world);
  want(adapter);
  await look();
  changeAdapter(world, '{ETHERNET}', { present: true });
  await look();
  expect(world.adapters.get('{ETHERNET}')?.servers).toEqual({ wire: ['172.19.1.1'] });
  await look();
  expect(said().at(-1)).toBe('changed');
  await watch.stop();
});

test('nine times in a minute, then it is told once, and tried again later', async () => {
  const world = usedWorld();
  const { watch, look, said } = watching(world);
  for (let n = 0; n < 15; n += 1) {
    await look();
    world.links.set(LINK, corporate);
  }
  expect(said()).toEqual(['started', ...Array(9).fill('overwritten'), 'contended']);
  for (let n = 0; n < 60; n += 1) await look();
  expect(said().slice(11, 12)).toEqual(['overwritten']);
  await watch.stop();
});

test('what cannot be known is told, and the watch goes on', async () => {
  const clock = manualClock();
  const events: WatchEvent[] = [];
  const watch = engineOn(usedWorld(), (machine) => ({ ...machine, clock })).watch({
    wanted: async () => {
      throw new Error('oops');
    },
    onEvent: (event) => void events.push(event),
  });
  await eventually(() => expect(clock.waiting).toHaveLength(1));
  expect(events).toMatchObject([{ is: 'failed', problem: { code: 'SKY_HOST_INTERNAL' } }]);
  await watch.stop();
  expect(clock.waiting).toEqual([]);
});
