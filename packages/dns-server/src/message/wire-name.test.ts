import { expect, test } from 'vitest';
import { name } from '../fixtures/serve.ts';
import { isWithin, parentOf, prepend, ROOT, readWireName, wildcardBelow, wireName } from './wire-name.ts';

const com = wireName(name('example.com'));

test('a name in octets', () => {
  expect(com).toBe('\x07example\x03com\0');
  expect(wireName('.')).toBe(ROOT);
  expect(parentOf(com)).toBe('\x03com\0');
  expect(parentOf(parentOf(parentOf(com)))).toBe(ROOT);
  expect(wildcardBelow(com)).toBe(wireName(name('*.example.com')));
  expect(prepend('www', com)).toBe(wireName(name('www.example.com')));
});

test('a name of a message, folded to lower case', () => {
  const message = Buffer.from('..\x07ExAmPlE\x03cOm\0..', 'latin1');
  expect(readWireName(message, 2, 15)).toBe(com);
});

test.each([
  ['www.example.com', 'example.com', true],
  ['example.com', 'example.com', true],
  ['com', 'example.com', false],
  ['notexample.com', 'example.com', false],
  ['www.example.org', 'example.com', false],
])('%s within %s: %s', (text, zone, want) => {
  expect(isWithin(wireName(name(text)), wireName(name(zone)))).toBe(want);
});

test('a label that ends like the zone is not within it', () => {
  // The length of a label of 48 octets is the digit 0.
  const zone = prepend('z'.repeat(48), ROOT);
  expect(prepend(`x0${'z'.repeat(48)}`, ROOT).endsWith(zone)).toBe(true);
  expect(isWithin(prepend(`x0${'z'.repeat(48)}`, ROOT), zone)).toBe(false);
});
