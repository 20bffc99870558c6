import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineCutter } from './lines.ts';

it('gives the same lines wherever the chunks are cut', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((line) => line.replaceAll('\n', ''));
  fc.assert(
    fc.property(fc.array(text), fc.string({ maxLength: 5 }), fc.array(fc.nat(200)), (lines, rest, cuts) => {
      const bytes = Buffer.from(`${lines.map((line) => `${line}\n`).join('')}${rest.replaceAll('\n', '')}`);
      const borders = [
        0,
        ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
        bytes.length,
      ];
      const cut = lineCutter();
      const found = borders.slice(1).flatMap((end, index) => cut(bytes.subarray(borders[index], end)));
      expect(found).toStrictEqual(lines.filter((line) => line !== ''));
    }),
  );
});
