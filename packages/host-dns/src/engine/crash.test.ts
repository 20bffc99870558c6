import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectBaselineAfter, runInto } from '../testing/crash.ts';
import { worldEvents } from '../testing/events.ts';
import { adapter, engineOn, split, splitMore, usedWorld } from '../testing/scenario.ts';
import { LINK, settingsOf } from '../testing/world.ts';
import type { HostDnsEngine } from './create.ts';
import type { Report } from './report.ts';

type Command = (engine: HostDnsEngine) => Promise<Report>;

/** What was done before, and what is being done when it happens. */
const scenarios: readonly [string, readonly Command[], Command][] = [
  ['the first apply', [], (engine) => engine.apply(splitMore)],
  ['taking adapters over', [], (engine) => engine.apply(adapter)],
  ['another apply', [(engine) => engine.apply(splitMore)], (engine) => engine.apply(split)],
  ['another mode', [(engine) => engine.apply(split)], (engine) => engine.apply(adapter)],
  ['back to split', [(engine) => engine.apply(adapter)], (engine) => engine.apply(split)],
  ['a reset', [(engine) => engine.apply(splitMore)], (engine) => engine.reset()],
  ['a reset of adapters', [(engine) => engine.apply(adapter)], (engine) => engine.reset()],
];
const deaths = ['dies before', 'dies after', 'dies within'] as const;

async function worldAfter(history: readonly Command[]) {
  const world = usedWorld();
  const before = settingsOf(world);
  for (const command of history) expect((await command(engineOn(world))).ok).toBe(true);
  return { world, before };
}

describe.each(scenarios)('a crash at every single operation of %s', (_, history, command) => {
  test.each(worldEvents.map((event) => [event.name, event] as const))('then %s', async (_, event) => {
    for (const fault of deaths) {
      for (let at = 0; ; at += 1) {
        const { world, before } = await worldAfter(history);
        const { met } = await runInto(world, { at, fault }, command);
        await expectBaselineAfter(world, event, before).catch((error: unknown) => {
          throw new Error(`${fault} at operation ${at}`, { cause: error });
        });
        if (!met) {
          expect(at).toBeGreaterThan(10);
          break;
        }
      }
    }
  });
});

test.each(scenarios.slice(0, 5))(
  'after a crash of %s, doing it again does it',
  async (_, history, command) => {
    const { world: whole, before } = await worldAfter(history);
    await command(engineOn(whole));
    for (const fault of deaths) {
      for (let at = 0; ; at += 1) {
        const { world } = await worldAfter(history);
        const { met } = await runInto(world, { at, fault }, command);
        if (!met) break;
        expect((await command(engineOn(world))).ok).toBe(true);
        expect(settingsOf(world)).toEqual(settingsOf(whole));
        await engineOn(world).reset();
        expect(settingsOf(world)).toEqual(before);
      }
    }
  },
);

test('a crash while it overwrites what somebody set leaves no mixture of both', async () => {
  const corporate = { servers: ['192.0.2.1'], domains: ['corp'], route: true };
  for (const fault of deaths) {
    for (let at = 0; ; at += 1) {
      const { world, before } = await worldAfter([(engine) => engine.apply(split)]);
      world.links.set(LINK, corporate);
      const { met } = await runInto(world, { at, fault }, (engine) => engine.apply(split));
      await engineOn(world).reset();
      const link = settingsOf(world)[`link ${LINK}`];
      expect([corporate, before[`link ${LINK}`]]).toContainEqual(link);
      if (!met) break;
    }
  }
});

test('a second crash, in the recovery from the first', async () => {
  const cases = fc.record({
    scenario: fc.constantFrom(...scenarios),
    event: fc.constantFrom(...worldEvents),
    first: fc.record({ at: fc.nat(60), fault: fc.constantFrom(...deaths) }),
    second: fc.record({ at: fc.nat(40), fault: fc.constantFrom(...deaths) }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ scenario: [, history, command], event, first, second }) => {
      const { world, before } = await worldAfter(history);
      await runInto(world, first, command);
      await runInto(world, second, (engine) => engine.recover());
      await expectBaselineAfter(world, event, before);
    }),
    { numRuns: 600 },
  );
});
