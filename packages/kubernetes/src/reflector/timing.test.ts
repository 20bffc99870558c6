import fc from 'fast-check';
import { expect, it } from 'vitest';
import { retryDelay } from '../api/retry-delay.ts';
import { defaultTiming } from './timing.ts';

const delay = (failures: number, wish: number, lot: number) =>
  retryDelay(failures, wish, { clock: { random: () => lot }, timing: defaultTiming });

it.each([
  [1, 0, 0, 50],
  [1, 0, 1, 100],
  [2, 0, 1, 200],
  [4, 0, 0.5, 600],
  [8, 0, 1, 10_000],
  [1_000_000, 0, 1, 10_000],
  [1, 1_000, 1, 1_000],
  [1, 3_600_000, 1, 60_000],
])('after %i failures and a wish of %i ms, with the lot %d: %i ms', (failures, wish, lot, expected) => {
  expect(delay(failures, wish, lot)).toBe(expected);
});

it('never retries in a hot loop, nor later than within the cap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, lot) => {
      expect(delay(failures, 0, lot)).toBeGreaterThanOrEqual(defaultTiming.firstRetry / 2);
      expect(delay(failures, 0, lot)).toBeLessThanOrEqual(defaultTiming.longestRetry);
    }),
  );
});
