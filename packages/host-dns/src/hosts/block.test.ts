import { unwrap } from '@skywriter/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOutside, readBlock, withBlock } from './block.ts';

const octets = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const text = (content: Uint8Array) => Buffer.from(content).toString('latin1');
const add = (before: string, lines: string[], ends: '\n' | '\r\n' = '\n') =>
  text(unwrap(withBlock(octets(before), lines, ends)));
const remove = (before: string) => text(unwrap(withBlock(octets(before), undefined, '\n')));

const begin = '# >>> skywriter-host-dns >>>';
const end = '# <<< skywriter-host-dns <<<';
const line = '192.0.2.1 shop.example.com';
const bom = 'ï»¿';

test.each([
  ['an empty file', '', `${begin}\n${line}\n${end}\n`],
  ['a usual one', '127.0.0.1 localhost\n', `127.0.0.1 localhost\n${begin}\n${line}\n${end}\n`],
  ['no last newline', '127.0.0.1 localhost', `127.0.0.1 localhost\n${begin}\n${line}\n${end}`],
  ['lines of Windows', 'a\r\nb\r\n', `a\r\nb\r\n${begin}\r\n${line}\r\n${end}\r\n`],
  ['mostly Windows', 'a\r\nb\r\nc\n', `a\r\nb\r\nc\n${begin}\r\n${line}\r\n${end}\r\n`],
  ['a byte order mark', `${bom}a\n`, `${bom}a\n${begin}\n${line}\n${end}\n`],
  ['nothing but a byte order mark', bom, `${bom}${begin}\n${line}\n${end}\n`],
  ['a lone carriage return', 'a\r', `a\r\n${begin}\n${line}\n${end}`],
])('adds a block to %s, and takes it away again', (_, before, after) => {
  expect(add(before, [line])).toBe(after);
  expect(unwrap(readBlock(octets(after)))).toEqual([line]);
  expect(remove(after)).toBe(before);
});

test('an empty file has the line ends of its system', () => {
  expect(add('', [line], '\r\n')).toBe(`${begin}\r\n${line}\r\n${end}\r\n`);
});

test('a block is replaced where it stands', () => {
  const before = `a\n${begin}\nold\nolder\n${end}\nb\n`;
  expect(add(before, [line])).toBe(`a\n${begin}\n${line}\n${end}\nb\n`);
  expect(remove(before)).toBe('a\nb\n');
});

test('what was added after a file without last newline stays', () => {
  expect(remove(`${add('a', [line])}\nb\n`)).toBe('a\nb\n');
});

test('what is not text is refused', () => {
  expect(withBlock(octets('a\0b\0'), [line], '\n')).toMatchObject({ problem: { code: 'SKY_HOSTS_TEXT' } });
});

test.each([
  ['no end', `a\n${begin}\n${line}\n`],
  ['no begin', `a\n${line}\n${end}\n`],
  ['two blocks', `${begin}\n${end}\n${begin}\n${end}\n`],
  ['nested', `${begin}\n${begin}\n${end}\n${end}\n`],
  ['the wrong way round', `${end}\n${begin}\n`],
  ['twice the end', `${begin}\n${end}\n${end}\n`],
  ['an id that is not ours', `# >>> skywriter-host-dns (k2s) >>>\n${end}\n`],
  ['an indented marker', `  ${begin}\n${end}\n`],
  ['something behind a marker', `${begin}\n${end} x\n`],
])('refuses broken markers: %s', (_, content) => {
  for (const lines of [undefined, [line]]) {
    expect(withBlock(octets(content), lines, '\n')).toMatchObject({ problem: { code: 'SKY_HOSTS_BLOCK' } });
  }
  expect(readBlock(octets(content))).toMatchObject({ problem: { code: 'SKY_HOSTS_BLOCK' } });
});

test('the lines outside are those of the others', () => {
  const content = `${bom}a\r\n${begin}\r\n${line}\r\n${end}\r\nb`;
  expect(linesOutside(octets(content)).filter((found) => found !== '')).toEqual(['a', 'b']);
});

/** Any octets but NUL, with line ends often enough to matter. */
const anyFile = fc
  .array(
    fc.oneof(
      fc.uint8Array().map((part) => Buffer.from(part.filter((octet) => octet !== 0)).toString('latin1')),
      fc.constantFrom('\n', '\r\n', '\r', bom, '# comment', '127.0.0.1 localhost'),
    ),
  )
  .map((parts) => parts.join(''));
const anyLines = fc.array(fc.constantFrom(line, '::1 a', '192.0.2.2 b c'), { maxLength: 3 });
const anyEnds = fc.constantFrom('\n' as const, '\r\n' as const);

test('taking away what was added leaves every file as it was, byte for byte', () => {
  fc.assert(
    fc.property(anyFile, anyLines, anyEnds, (before, lines, ends) => {
      expect(remove(add(before, lines, ends))).toBe(before);
    }),
    { numRuns: 2000 },
  );
});

test('adding twice is adding the last', () => {
  fc.assert(
    fc.property(anyFile, anyLines, anyLines, anyEnds, (before, first, second, ends) => {
      const twice = add(add(before, first, ends), second, ends);
      expect(unwrap(readBlock(octets(twice)))).toEqual(second);
      expect(add(twice, second, ends)).toBe(twice);
      expect(remove(twice)).toBe(before);
    }),
    { numRuns: 500 },
  );
});
