import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_VALUE_BYTES } from './link.ts';
import { rangeOf } from './range.ts';
import { decodeKey, decodeValue, encodeKey } from './text.ts';

const bytes = fc.uint8Array({ maxLength: 12 }).map((array) => Buffer.from(array));

describe('keys', () => {
  test('whatever the bytes, a key comes back as it was', () => {
    fc.assert(fc.property(bytes, (key) => encodeKey(decodeKey(key)).equals(key)));
  });

  test('different keys are different texts', () => {
    fc.assert(fc.property(bytes, bytes, (a, b) => (decodeKey(a) === decodeKey(b)) === a.equals(b)));
  });

  test('text is itself', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => decodeKey(Buffer.from(text)) === text));
  });

  test('a range holds what begins with the prefix, and nothing else', () => {
    const text = fc.string({ unit: fc.constantFrom('/', '0', '.', 'a', 'ÿ', '\u{10ffff}') });
    fc.assert(
      fc.property(text, text, (prefix, text) => {
        const { key, end } = rangeOf(prefix);
        const candidate = Buffer.from(text);
        const everything = prefix === '';
        const held = key.compare(candidate) <= 0 && (end.compare(candidate) > 0 || end.equals(Buffer.of(0)));
        return everything || held === text.startsWith(prefix);
      }),
    );
    expect(rangeOf('/skydns/')).toEqual({ key: Buffer.from('/skydns/'), end: Buffer.from('/skydns0') });
    expect(rangeOf('')).toEqual({ key: Buffer.of(0), end: Buffer.of(0) });
  });
});

test.for([
  ['text', Buffer.from('ü'), 'ü'],
  ['no text', Buffer.from([0x41, 0xff]), 'A\ufffd'],
  ['just long enough', Buffer.alloc(MAX_VALUE_BYTES, 0x41), 'A'.repeat(MAX_VALUE_BYTES)],
  ['too long', Buffer.alloc(MAX_VALUE_BYTES + 1, 0x41), 'A'.repeat(1024)],
] as const)('a value that is %s', ([, value, expected]) => {
  expect(decodeValue(value)).toBe(expected);
});
