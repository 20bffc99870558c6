import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { name } from '../testing/records.ts';
import type { Name } from './name.ts';
import { ancestorsWithin, isBelow, isWildcard, isWithin, labelsOf, parentOf, zoneOf } from './tree.ts';

describe('tables', () => {
  test.each([
    ['a.example.com', 'example.com', true],
    ['a.b.example.com', 'example.com', true],
    ['example.com', 'example.com', false],
    ['badexample.com', 'example.com', false],
    ['com', 'example.com', false],
    ['*.example.com', 'example.com', true],
  ])('%s below %s: %s', (lower, upper, expected) => {
    expect(isBelow(name(lower), name(upper))).toBe(expected);
    expect(isWithin(name(lower), name(upper))).toBe(expected || lower === upper);
  });

  test('ancestors go up to the top and include it', () => {
    expect(ancestorsWithin(name('a.b.c.example.com'), name('example.com'))).toEqual([
      'b.c.example.com',
      'c.example.com',
      'example.com',
    ]);
    expect(ancestorsWithin(name('example.com'), name('example.com'))).toEqual([]);
    expect(ancestorsWithin(name('a.example.org'), name('example.com'))).toEqual([]);
  });

  test('the longest zone holds a name, in any order of zones', () => {
    const zones = [name('com'), name('lb.example.com'), name('example.com')];
    expect(zoneOf(name('a.lb.example.com'), zones)).toBe('lb.example.com');
    expect(zoneOf(name('a.lb.example.com'), zones.toReversed())).toBe('lb.example.com');
    expect(zoneOf(name('lb.example.com'), zones)).toBe('lb.example.com');
    expect(zoneOf(name('a.example.org'), zones)).toBeUndefined();
  });

  test('a wildcard is the whole first label', () => {
    expect(isWildcard(name('*.example.com'))).toBe(true);
    expect(isWildcard(name('*'))).toBe(true);
    expect(isWildcard(name('a.example.com'))).toBe(false);
  });
});

/** The same questions, answered label by label: slow and plainly right. */
const naive = {
  below: (a: readonly string[], b: readonly string[]) =>
    a.length > b.length && b.every((label, index) => label === a[a.length - b.length + index]),
  ups: (labels: readonly string[]) => labels.slice(1).map((_, index) => labels.slice(index + 1).join('.')),
};

describe('agree with naive versions over label arrays', () => {
  // Few labels, so that names are often related and often share endings without being so.
  const labels = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', 'aa'), { minLength: 1, maxLength: 5 });
  const related = fc
    .tuple(labels, labels, fc.boolean())
    .map(([a, b, extend]) => [extend ? [...a, ...b] : a, b] as const);

  test('below, within, ancestors', () => {
    fc.assert(
      fc.property(related, ([a, b]) => {
        const [lower, upper] = [name(a.join('.')), name(b.join('.'))];
        const below = naive.below(a, b);
        expect(isBelow(lower, upper)).toBe(below);
        expect(isWithin(lower, upper)).toBe(below || lower === upper);
        expect(ancestorsWithin(lower, upper)).toEqual(
          below ? naive.ups(a).slice(0, a.length - b.length) : [],
        );
      }),
    );
  });

  test('parent, labels', () => {
    fc.assert(
      fc.property(labels, (a) => {
        expect(parentOf(name(a.join('.')))).toBe(naive.ups(a)[0]);
        expect(labelsOf(name(a.join('.')))).toEqual(a);
      }),
    );
  });

  test('zone', () => {
    fc.assert(
      fc.property(labels, fc.array(labels, { maxLength: 6 }), (a, zones) => {
        const holding = zones.filter((zone) => naive.below(a, zone) || zone.join('.') === a.join('.'));
        const longest = holding.sort((x, y) => y.length - x.length)[0]?.join('.');
        const parsed: Name[] = zones.map((zone) => name(zone.join('.')));
        expect(zoneOf(name(a.join('.')), parsed)).toBe(longest);
      }),
    );
  });
});
