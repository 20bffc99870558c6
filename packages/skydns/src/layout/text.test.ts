import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answeredValue } from '../testing/expectation.ts';
import { name, recordSet, World } from '../testing/world.ts';
import { escapeText, unescapeText } from './text.ts';

/** Texts whose backslashes fall on every place around CoreDNS's cuts. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom('\\', '\\\\', '"', 'é', '\\065', '🦉'),
      fc.nat(300).map((length) => 'x'.repeat(length)),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => text !== '' && escapeText(text).ok);

test('every text arrives as it was meant, and is read back', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const world = new World(['example.org']);
      const owner = name('a.example.org');
      const recordSets = [recordSet('a.example.org', 'TXT', text)];
      world.commit({ name: owner, recordSets });
      const [record] = world.ask('a.example.org', 'TXT').answer;
      expect(answeredValue(record?.rdata ?? '', 'TXT')).toBe(text);
      expect(world.mirror.observed(owner).recordSets).toEqual(recordSets);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['a\\065b', 'aAb'],
  ['end\\', 'end'],
  ['say \\"hi\\"', 'say "hi"'],
])('foreign text %s is read as %s', (stored, text) => {
  expect(unescapeText(stored)).toBe(text);
});

test('only what CoreDNS would cut in half in every form is refused', () => {
  expect(escapeText('\\'.repeat(127)).ok).toBe(true);
  expect(escapeText('\\'.repeat(128)).ok).toBe(false);
  expect(escapeText(`x${'\\'.repeat(128)}`).ok).toBe(true);
});
