import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../problem.ts';
import { parseSelector } from './selector.ts';

const matches = (text: string, values: Readonly<Record<string, string>>) =>
  unwrap(parseSelector(text)).matches(values);

describe('selection', () => {
  test.each<[selector: string, selected: Record<string, string>[], others: Record<string, string>[]]>([
    ['', [{}, { a: 'b' }], []],
    ['a=b', [{ a: 'b' }, { a: 'b', c: 'd' }], [{}, { a: 'c' }, { b: 'a' }]],
    ['a==b', [{ a: 'b' }], [{ a: 'c' }]],
    [' a = b ', [{ a: 'b' }], [{ a: 'c' }]],
    ['a!=b', [{}, { a: 'c' }], [{ a: 'b' }]],
    ['a', [{ a: '' }, { a: 'b' }], [{}, { b: 'a' }]],
    ['!a', [{}, { b: 'a' }], [{ a: '' }]],
    ['a=', [{ a: '' }], [{}, { a: 'b' }]],
    ['a in (b, c)', [{ a: 'b' }, { a: 'c' }], [{}, { a: 'd' }]],
    ['a notin (b,c)', [{}, { a: 'd' }], [{ a: 'b' }, { a: 'c' }]],
    ['a in ()', [{ a: '' }], [{}, { a: 'b' }]],
    ['a in (,b)', [{ a: '' }, { a: 'b' }], [{ a: 'c' }]],
    ['in in (notin)', [{ in: 'notin' }], [{ in: 'in' }]],
    ['a=b,!c,d in (e)', [{ a: 'b', d: 'e' }], [{ a: 'b', c: '', d: 'e' }, { a: 'b' }]],
    ['kubernetes.io/ingress.class=nginx', [{ 'kubernetes.io/ingress.class': 'nginx' }], [{}]],
    ['constructor', [{ constructor: '' }], [{}]],
  ])('%j', (selector, selected, others) => {
    expect(selected.map((values) => matches(selector, values))).toEqual(selected.map(() => true));
    expect(others.map((values) => matches(selector, values))).toEqual(others.map(() => false));
  });
});

describe('what is no selector is told with its reason', () => {
  test.each([
    ['a,', 'nothing follows the last comma'],
    [',a', '"," stands where a key is due'],
    ['a b', '"b" is not one of =, ==, !=, in and notin'],
    ['a>1', '">" is not one of =, ==, !=, in and notin'],
    ['a=b c', '"c" stands where a comma is due'],
    ['a in b', '"b" stands where "(" is due'],
    ['a in (b', 'a ")" is missing'],
    ['a in (b c)', '"c" stands where a comma is due'],
    ['a in', 'the end stands where "(" is due'],
    ['!', 'the end stands where a key is due'],
    ['a/b/c', '"a/b/c" cannot be the key of an annotation or label'],
    ['-a', '"-a" cannot be the key of an annotation or label'],
    ['A.example/b', '"A.example/b" cannot be the key of an annotation or label'],
    [`a=${'b'.repeat(64)}`, `"${'b'.repeat(64)}" cannot be the value of a label`],
    ['a=b/c', '"b/c" cannot be the value of a label'],
  ])('%j', (selector, reason) => {
    expect(parseSelector(selector)).toMatchObject({
      ok: false,
      problem: { code: 'SKY_FILTER_SELECTOR', message: expect.stringContaining(`: ${reason}.`) },
    });
  });
});

test('nothing throws, and the order of requirements makes no difference', () => {
  const requirement = fc.constantFrom('a=b', 'a!=b', 'a', '!a', 'a in (b,c)', 'c notin (d)', 'c');
  const values = fc.dictionary(fc.constantFrom('a', 'c'), fc.constantFrom('', 'b', 'd'));
  fc.assert(
    fc.property(fc.array(requirement, { maxLength: 4 }), values, fc.string(), (all, actual, noise) => {
      expect(matches([...all].reverse().join(','), actual)).toBe(matches(all.join(','), actual));
      parseSelector(noise);
    }),
  );
});
