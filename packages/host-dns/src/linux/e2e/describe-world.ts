import { type FlavourName, provideHostRoot } from '@skywriter/testbed';
import { afterAll, beforeAll, describe } from 'vitest';
import { World, type WorldOptions } from './world.ts';

/** Tests on one machine of this kind; skipped where none can be had, with the reason in their name. */
export async function describeWorld(
  what: string,
  flavour: FlavourName,
  options: WorldOptions,
  tests: (world: () => World) => void,
): Promise<void> {
  const root = await provideHostRoot(flavour);
  const skip = 'reason' in root;
  describe.skipIf(skip)(skip ? `${what} (skipped: ${root.reason})` : what, () => {
    let world: World | undefined;
    beforeAll(async () => {
      world = await World.start(flavour, options);
    });
    afterAll(async () => await world?.stop());
    tests(() => {
      if (world === undefined) throw new Error(`${what} did not start.`);
      return world;
    });
  });
}
