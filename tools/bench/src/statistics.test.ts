import { expect, test } from 'vitest';
import { median, percentile } from './statistics.ts';

test.each([
  [[5], 0.99, 5],
  [[3, 1, 2], 0.5, 2],
  [[4, 3, 2, 1], 0.5, 2],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.99, 99],
])('of %j the share %d is below %d', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});

test('nothing has no median', () => {
  expect(median([])).toBeNaN();
});
