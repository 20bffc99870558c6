import { expect, test } from 'vitest';
import { parseGoDuration } from './go-duration.ts';

test.each([
  ['0s', 0],
  ['72', 72],
  ['1m12s', 72],
  ['1.5h', 5400],
  ['500ms', 0.5],
  ['', undefined],
  ['-1s', undefined],
  ['1 m', undefined],
  ['ten', undefined],
])('%s is %s seconds', (text, seconds) => {
  expect(parseGoDuration(text)).toBe(seconds);
});
