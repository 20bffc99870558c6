import { expect, test } from 'vitest';
import { ingressRef, recordSet } from '../testing/records.ts';
import { byValue, sameRecords } from './record-set.ts';

const base = recordSet('a.example.com', 60, 'A', ['192.0.2.1', '192.0.2.2']);

test.each([
  ['itself', base, true],
  ['other origins', recordSet('a.example.com', 60, 'A', ['192.0.2.1', '192.0.2.2'], ingressRef('b/b')), true],
  ['another name', recordSet('b.example.com', 60, 'A', ['192.0.2.1', '192.0.2.2']), false],
  ['another TTL', recordSet('a.example.com', 61, 'A', ['192.0.2.1', '192.0.2.2']), false],
  ['no TTL', { ...base, ttl: undefined }, false],
  ['another type', { ...base, type: 'TXT' as const }, false],
  ['a value less', recordSet('a.example.com', 60, 'A', ['192.0.2.1']), false],
  ['a value more', recordSet('a.example.com', 60, 'A', ['192.0.2.1', '192.0.2.2', '192.0.2.3']), false],
  ['another value', recordSet('a.example.com', 60, 'A', ['192.0.2.1', '192.0.2.3']), false],
])('the same records as %s: %s → %s', (_what, other, expected) => {
  expect(sameRecords(base, other)).toBe(expected);
  expect(sameRecords(other, base)).toBe(expected);
});

test('targets are in the order of code units, which no locale changes', () => {
  const values = ['b', 'a', 'B', 'ä', '10', '9'].map((value) => ({ value, origins: [] }));
  expect(values.sort(byValue).map(({ value }) => value)).toEqual(['10', '9', 'B', 'a', 'b', 'ä']);
});
