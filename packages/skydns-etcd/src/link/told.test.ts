import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KeyValue } from './link.ts';
import { createTold } from './told.ts';

const entry = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  value: fc.constantFrom('', '1', '2'),
  // Small, so that a restored cluster uses the same revisions again.
  modRevision: fc.constantFrom('3', '4'),
});
const snapshot = fc.uniqueArray(entry, { selector: ({ key }) => key });

/** What a listener makes of it. */
function mirrorOf(
  mirror: Map<string, KeyValue>,
  told: ReturnType<typeof createTold>,
  kvs: KeyValue[],
): number {
  const comparison = told.compare();
  comparison.add(kvs.slice(0, 2));
  comparison.add(kvs.slice(2));
  const events = comparison.differences('9');
  for (const { key, value, modRevision } of events) {
    if (value === undefined) mirror.delete(key);
    else mirror.set(key, { key, value, modRevision });
  }
  told.accept(events);
  return events.length;
}

test('after any snapshots the mirror is the last one, and the same one again is no difference', () => {
  fc.assert(
    fc.property(fc.array(snapshot), (snapshots) => {
      const told = createTold();
      const mirror = new Map<string, KeyValue>();
      for (const kvs of snapshots) {
        mirrorOf(mirror, told, kvs);
        expect(mirror).toEqual(new Map(kvs.map((kv) => [kv.key, kv])));
        expect(mirrorOf(mirror, told, kvs)).toBe(0);
      }
    }),
  );
});

test('a comparison that is given up changes nothing', () => {
  const told = createTold();
  told.accept([{ key: 'a', value: '1', modRevision: '3' }]);
  told.compare().add([]);
  told.compare().add([{ key: 'b', value: '1', modRevision: '4' }]);
  const comparison = told.compare();
  comparison.add([{ key: 'a', value: '1', modRevision: '3' }]);
  expect(comparison.differences('9')).toEqual([]);
});
