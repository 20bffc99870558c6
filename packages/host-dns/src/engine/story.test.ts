import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MARKER } from '../platform/host-dns.ts';
import { runInto } from '../testing/crash.ts';
import { type Fault, faults } from '../testing/faults.ts';
import { engineOn, usedWorld, wishes } from '../testing/scenario.ts';
import { changeAdapter, LINK, reboot, reload, settingsOf, type World } from '../testing/world.ts';
import type { HostDnsEngine } from './create.ts';

type Chapter = (world: World, edited: Set<string>) => Promise<unknown>;

const commands: fc.Arbitrary<(engine: HostDnsEngine) => ReturnType<HostDnsEngine['reset']>> = fc.oneof(
  wishes.map((wanted) => (engine: HostDnsEngine) => engine.apply(wanted)),
  fc.constantFrom(
    (engine: HostDnsEngine) => engine.reset(),
    (engine: HostDnsEngine) => engine.recover(),
  ),
);
const runs: fc.Arbitrary<Chapter> = commands.map((command) => (world) => command(engineOn(world)));
const accidents: fc.Arbitrary<Chapter> = fc
  .tuple(commands, fc.nat(60), fc.constantFrom<Fault>(...faults))
  .map(
    ([command, at, fault]) =>
      (world) =>
        runInto(world, { at, fault }, command),
  );

const file = '/etc/resolver/test';
const events: fc.Arbitrary<Chapter> = fc.constantFrom<Chapter>(
  async (world) => reboot(world),
  async (world) => changeAdapter(world, '{ETHERNET}', { present: false }),
  async (world) => changeAdapter(world, '{ETHERNET}', { present: true }),
  async (world, edited) => {
    world.links.set(LINK, { servers: ['192.0.2.1'], domains: ['corp'], route: true });
    edited.add(`link ${LINK}`);
  },
  async (world, edited) => {
    await world.files.write(file, new TextEncoder().encode('# by hand\n'), 0o644);
    reload(world);
    edited.add(`file ${file}`).add(`loaded ${file}`);
  },
);

test('whatever the story was: at its end nothing is ours, and what nobody else touched is as it was', async () => {
  const stories = fc.array(fc.oneof(runs, accidents, events), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const world = usedWorld();
      const before = settingsOf(world);
      const edited = new Set<string>();
      for (const chapter of story) await chapter(world, edited);

      changeAdapter(world, '{ETHERNET}', { present: true });
      const { settings } = await engineOn(world).reset();
      expect(settings.filter(({ outcome }) => outcome === 'failed' || outcome === 'gone')).toEqual([]);
      const after = settingsOf(world);
      const own = Object.entries(after).filter(([, value]) =>
        JSON.stringify(value).match(`172\\.19\\.1|${MARKER}`),
      );
      expect(own).toEqual([]);
      for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        if (!edited.has(key)) expect({ [key]: after[key] }).toEqual({ [key]: before[key] });
      }
    }),
    { numRuns: 800 },
  );
});
