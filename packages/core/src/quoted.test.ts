import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoted } from './quoted.ts';

test.each([
  ['shop.example.com', '"shop.example.com"'],
  ['a "b" \\', '"a \\"b\\" \\\\"'],
  ['line\nbreak', '"line\\nbreak"'],
  ['red \u001b[31m', '"red \\u001b[31m"'],
  ['\u202emoc.elpmaxe', '"\\u{202e}moc.elpmaxe"'],
  ['del \u007f', '"del \\u{7f}"'],
  ['bücher', '"bücher"'],
])('quoted(%j) is %s', (text, expected) => {
  expect(quoted(text)).toBe(expected);
});

test('a message stays short and visible, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
      expect(quoted(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(quoted(text).length).toBeLessThanOrEqual(80 * 10);
    }),
  );
  expect(quoted('a'.repeat(1_000_000))).toHaveLength(80);
});
