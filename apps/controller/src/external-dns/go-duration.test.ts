import { expect, test } from 'vitest';
import { parseGoDuration } from './go-duration.ts';

test.each([
  ['0s', 0],
  ['0', 0],
  ['72', undefined],
  ['1m12s', 72],
  ['1.5h', 5400],
  ['500ms', 0.5],
  ['', undefined],
  ['-1s', -1],
  ['+1w1d', 691_200],
  ['9999999h', undefined],
  ['1 m', undefined],
  ['ten', undefined],
])('%s is %s seconds', (text, seconds) => {
  expect(parseGoDuration(text)).toBe(seconds);
});
