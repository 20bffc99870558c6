import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fqdn, isFqdn, packLabels, printName, splitLabels, throughWire } from './presentation.ts';

test.each([
  ['a.b.', true],
  ['a.b', false],
  ['.', true],
  ['', false],
  ['a\\.', false],
  ['a\\\\.', true],
])('whether %j is fully qualified: %s', (name, expected) => {
  expect(isFqdn(name)).toBe(expected);
  expect(isFqdn(fqdn(name))).toBe(true);
});

test.each([
  ['a.b.', ['a', 'b']],
  ['a\\.b.c', ['a\\.b', 'c']],
  ['a\\\\.b.', ['a\\\\', 'b']],
  ['.a.', ['', 'a']],
  ['a..b.', ['a', '', 'b']],
  ['.', []],
  ['', []],
])('the labels of %j are %j', (name, labels) => {
  expect(splitLabels(name)).toEqual(labels);
});

test.each([
  ['www.example.com.', 'www.example.com.'],
  ['a b.', 'a\\ b.'],
  ['a\\ b.', 'a\\ b.'],
  ['bücher.', 'b\\195\\188cher.'],
  [`x'@;()"y.`, `x\\'\\@\\;\\(\\)\\"y.`],
  // An escape that is not needed stays until something has to be escaped; from there on it goes.
  ['\\065.x.', '\\065.x.'],
  [' \\065.x.', '\\ A.x.'],
  // So does a backslash at the very end.
  ['a\\', 'a'],
  [' \\', '\\ '],
])('%j prints as %j', (name, printed) => {
  expect(printName(name)).toBe(printed);
});

test.each([
  ['\\065.X', 'A.X.'],
  ['\\999.x', '\\231.x.'],
  ['.', '.'],
  [`${'a'.repeat(63)}.x`, `${'a'.repeat(63)}.x.`],
  [`${'a'.repeat(64)}.x`, undefined],
  [`${'\\195\\188'.repeat(32)}.x`, undefined],
  ['a..x', undefined],
  ['.x', undefined],
  ['x\\', undefined],
  [`${'a.'.repeat(127)}`, `${'a.'.repeat(127)}`],
  [`${'a.'.repeat(128)}`, undefined],
])('%j comes out of a message as %j', (name, received) => {
  expect(throughWire(name)).toBe(received);
});

test('any labels survive a message', () => {
  const label = fc.uint8Array({ minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.array(label, { maxLength: 8 }), (labels) => {
      const name =
        labels
          .map((bytes) => `${Array.from(bytes, (byte) => `\\${String(byte).padStart(3, '0')}`).join('')}.`)
          .join('') || '.';
      expect(packLabels(name)).toEqual(labels);
      const printed = throughWire(name) ?? '';
      expect(throughWire(printed)).toBe(printed);
      expect(packLabels(printed)?.map((bytes) => [...bytes])).toEqual(labels.map((bytes) => [...bytes]));
      expect(printName(printed)).toBe(printed);
    }),
  );
});
