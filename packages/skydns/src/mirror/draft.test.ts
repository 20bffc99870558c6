import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordSetsOf, universe } from '../testing/record-sets.ts';
import { name, World } from '../testing/world.ts';

const zones = ['example.org', 'sub.example.org'];
const assignments = fc.array(
  fc
    .constantFrom(...universe)
    .chain((owner) =>
      recordSetsOf(owner, zones.map(name)).map((recordSets) => ({ name: owner, recordSets })),
    ),
  { maxLength: 8 },
);

test('what is undone leaves no trace', () => {
  fc.assert(
    fc.property(assignments, assignments, fc.integer({ min: 0, max: 7 }), (before, added, at) => {
      const world = new World(zones);
      for (const assignment of before) world.commit(assignment);
      const unique = [...new Map(added.map((assignment) => [assignment.name, assignment])).values()];
      const [undone, direct] = [world.mirror.draft(), world.mirror.draft()];
      for (const [index, assignment] of unique.entries()) {
        expect(undone.add(assignment)).toBeUndefined();
        if (index === at) undone.undo();
        else direct.add(assignment);
      }
      expect(undone.plan()).toEqual(direct.plan());
      expect([undone.size, undone.bytes]).toEqual([direct.size, direct.bytes]);
      expect([undone.written, undone.touched]).toEqual([direct.written, direct.touched]);
    }),
    { numRuns: 200 },
  );
});
