import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ingress } from '../fixtures/objects.ts';
import { carryOver, type Holding, nothingHeld } from './holding.ts';

const PATIENCE = 300;

/** Steps of one file: at a time it says these names, and may or may not be certain of the rest. */
function play(steps: readonly { now: number; says: string; unsure?: string }[]): Holding {
  return steps.reduce((holding, { now, says, unsure = '' }) => {
    const objects = new Map([...says].map((name) => [name, ingress(name)]));
    return carryOver(holding, { objects, now, patience: PATIENCE, uncertain: (key) => unsure.includes(key) });
  }, nothingHeld);
}

const shown = ({ objects, retained }: Holding) =>
  `${[...objects.keys()].sort().join('')}|${[...retained.keys()].sort().join('')}`;

it.each([
  ['says what the file says', [{ now: 0, says: 'ab' }], 'ab|'],
  [
    'keeps for a while what is missing',
    [
      { now: 0, says: 'ab' },
      { now: 10, says: 'a' },
    ],
    'a|b',
  ],
  [
    'believes it after that',
    [
      { now: 0, says: 'ab' },
      { now: 10, says: 'a' },
      { now: 310, says: 'a' },
    ],
    'a|',
  ],
  [
    'forgets that it was missing once it is back',
    [
      { now: 0, says: 'ab' },
      { now: 10, says: '' },
      { now: 20, says: 'ab' },
      { now: 330, says: 'b' },
    ],
    'b|a',
  ],
  [
    'waits for ever while the file is faulty',
    [
      { now: 0, says: 'ab' },
      { now: 10, says: 'a', unsure: 'ab' },
      { now: 99_999, says: 'a', unsure: 'ab' },
    ],
    'a|b',
  ],
  [
    'waits once more when the fault is gone',
    [
      { now: 0, says: 'ab' },
      { now: 10, says: 'a', unsure: 'ab' },
      { now: 99_999, says: 'a', unsure: 'ab' },
      { now: 100_000, says: 'a' },
    ],
    'a|b',
  ],
])('%s', (_, steps, expected) => {
  expect(shown(play(steps))).toBe(expected);
});

it('never loses an object that was missing for less than its patience', () => {
  const step = fc.record({
    pause: fc.integer({ min: 0, max: 2 * PATIENCE }),
    says: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')).map((names) => names.join('')),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let now = 0;
      let holding = nothingHeld;
      const missingSince = new Map<string, number>();
      for (const { pause, says } of steps) {
        now += pause;
        const objects = new Map([...says].map((name) => [name, ingress(name)]));
        for (const name of [...holding.objects.keys()]) if (!objects.has(name)) missingSince.set(name, now);
        for (const name of says) missingSince.delete(name);
        holding = carryOver(holding, { objects, now, patience: PATIENCE, uncertain: () => false });
        for (const [name, since] of missingSince) {
          expect(holding.retained.has(name)).toBe(now - since < PATIENCE);
          if (now - since >= PATIENCE) missingSince.delete(name);
        }
        expect([...holding.objects.keys()].some((name) => holding.retained.has(name))).toBe(false);
      }
    }),
  );
});
