import { describe, expect, test } from 'vitest';
import { unwrap } from '../problem.ts';
import { name } from '../testing/records.ts';
import { type DomainFilterOptions, domainFilter } from './domain-filter.ts';

type Row = [options: DomainFilterOptions, yes: string[], no: string[]];

function expectFilter(options: DomainFilterOptions, yes: string[], no: string[]): void {
  const filter = unwrap(domainFilter(options));
  const passing = [...yes, ...no].filter((text) => filter.matches(name(text)));
  expect(passing).toEqual(yes);
}

describe('domains', () => {
  test.each<Row>([
    [{}, ['example.com', 'com'], []],
    [{ include: [] }, ['example.com'], []],
    [{ include: ['', ' ', '.'] }, ['example.com'], []],
    [
      { include: ['example.com'] },
      ['example.com', 'a.example.com', '*.b.example.com'],
      ['badexample.com', 'com', 'example.org'],
    ],
    [{ include: ['.example.com'] }, ['a.example.com', 'a.b.example.com'], ['example.com', 'badexample.com']],
    [{ include: [' EXAMPLE.com. '] }, ['a.example.com'], ['example.org']],
    [{ include: ['example.com', 'example.org'] }, ['example.com', 'a.example.org'], ['example.net']],
    [{ include: ['bücher.example'] }, ['xn--bcher-kva.example'], ['bucher.example']],
    [{ exclude: ['example.com'] }, ['example.org'], ['example.com', 'a.example.com']],
    [{ exclude: ['.example.com'] }, ['example.com'], ['a.example.com']],
    [
      { include: ['example.com'], exclude: ['private.example.com'] },
      ['a.example.com'],
      ['private.example.com', 'a.private.example.com', 'example.org'],
    ],
  ])('%j', expectFilter);

  test.each([['exa mple.com'], ['a..b'], ['..example.com'], ['192.0.2.1']])('%j is not a domain', (text) => {
    for (const options of [{ include: [text] }, { exclude: ['example.com', text] }]) {
      expect(domainFilter(options)).toMatchObject({ ok: false, problem: { code: 'SKY_FILTER_DOMAIN' } });
    }
  });
});

describe('regular expressions', () => {
  test.each<Row>([
    [{ includeRegex: 'example' }, ['example.com', 'an.example.org', 'badexample.com'], ['com']],
    [{ includeRegex: '^a\\.example\\.com$' }, ['a.example.com'], ['b.a.example.com', 'a.example.com.org']],
    [
      { includeRegex: 'example\\.com$', exclude: ['a.example.com'], include: ['example.org'] },
      ['a.example.com'],
      ['example.org'],
    ],
    [{ excludeRegex: '^private\\.' }, ['example.com'], ['private.example.com']],
    [{ excludeRegex: '^private\\.', include: ['example.com'] }, ['example.org'], ['private.example.org']],
    [
      { includeRegex: 'example\\.com$', excludeRegex: '^private\\.' },
      ['a.example.com'],
      ['private.example.com', 'a.example.org'],
    ],
    [{ includeRegex: '', excludeRegex: '', include: ['example.com'] }, ['example.com'], ['example.org']],
    [{ includeRegex: 'Example' }, [], ['example.com']],
    [{ includeRegex: '(?i)EXAMPLE' }, ['example.com'], ['com']],
    [{ includeRegex: '(?P<zone>example)\\.com\\z' }, ['example.com'], ['example.com.org']],
    [{ includeRegex: '^bücher\\.' }, ['xn--bcher-kva.example'], ['bucher.example']],
    [{ includeRegex: '^xn--' }, [], ['xn--bcher-kva.example']],
  ])('%j', expectFilter);

  test.each([['('], ['(?=a)'], ['(a)\\1'], ['[z-a]'], ['a**']])('%j is refused at construction', (text) => {
    for (const options of [{ includeRegex: text }, { includeRegex: 'a', excludeRegex: text }]) {
      const filter = domainFilter(options);
      expect(filter).toMatchObject({ ok: false, problem: { code: 'SKY_FILTER_REGEX' } });
      expect(filter.ok ? '' : filter.problem.message).toContain(JSON.stringify(text));
    }
  });

  test('an expression that would take a backtracking engine for ever', () => {
    const started = performance.now();
    const long = `${`${'a'.repeat(60)}.`.repeat(4)}com`;
    expectFilter({ includeRegex: '^(([a-z.])+)+$' }, [long], [`${'a'.repeat(60)}.${'a'.repeat(60)}.0com`]);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
