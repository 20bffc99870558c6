import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordSetsOf, universe } from '../testing/record-sets.ts';
import { prefix, World } from '../testing/world.ts';
import { lint } from './lint.ts';

test('what Skywriter writes has no findings', () => {
  const zones = ['example.org', 'sub.example.org'];
  const names = new World(zones).layout.zones;
  const assignments = fc.tuple(
    ...universe.map((name) => recordSetsOf(name, names).map((recordSets) => ({ name, recordSets }))),
  );
  fc.assert(
    fc.property(assignments, (wanted) => {
      const world = new World(zones);
      world.assign(...wanted);
      const keys = [...world.store.entries].map(([key, { value }]) => ({ key, value }));
      const found = lint(keys, { zones, prefix }).map(
        ({ code, key, message }) => `${code} ${key} ${message}`,
      );
      expect(found).toEqual([]);
    }),
  );
});
