import { unwrap } from '@skywriter/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scripts } from '../scripts/all.ts';
import { arbitraryText, arbitraryValues } from '../testing/arbitrary-values.ts';
import { treeOf } from '../testing/syntax-tree.ts';
import { listOf, type ParameterKind, seconds, text, type Value } from './parameter.ts';
import { PowerShell } from './run.ts';
import { call, script } from './script.ts';

/** The same number of everything, and nothing in it that could mean anything. */
function plain(value: Value): Value {
  if (typeof value === 'number') return 1;
  return typeof value === 'string' ? 'x' : value.map(() => 'x');
}

describe.each(scripts.map((script) => [script.name, script] as const))('%s', (_, tested) => {
  const values = arbitraryValues(tested);
  const [example = {}] = fc.sample(values, { numRuns: 1, seed: 1 });

  test('runs only what is on the list', () => {
    expect(treeOf(unwrap(call(tested, example)).text).unlisted).toEqual([]);
  });

  test('has the same shape whatever stands in its values', () => {
    const loose = (kind: ParameterKind<Value>) =>
      kind === seconds ? kind : kind.items ? listOf(text) : text;
    const kinds = Object.entries(tested.parameters).map(([name, kind]) => [name, loose(kind)] as const);
    // With the same numbers of items it is the same text.
    const shapes = new Map<string, string>();
    const bare = script(tested.name, Object.fromEntries(kinds), tested.body);
    fc.assert(
      fc.property(values, (given) => {
        const { valid, shape } = treeOf(unwrap(call(tested, given)).text);
        const nothing = Object.entries(given).map(([name, value]) => [name, plain(value)] as const);
        const empty = unwrap(call(bare, Object.fromEntries(nothing))).text;
        const expected = shapes.get(empty) ?? treeOf(empty).shape;
        shapes.set(empty, expected);
        expect(valid).toBe(true);
        expect(shape).toBe(expected);
      }),
      { numRuns: Object.keys(tested.parameters).length === 0 ? 1 : 25 },
    );
  });

  test('fits into a command line', () => {
    const command = unwrap(new PowerShell('C:\\Windows\\System32').command(unwrap(call(tested, example))));
    expect([command.program, ...command.arguments].join(' ').length).toBeLessThan(20_000);
  });
});

describe('a value', () => {
  const echo = script('echo', { value: text }, 'ConvertTo-Json -InputObject @{ value = $value }');

  test('stands in one literal, whatever it holds', () => {
    fc.assert(
      fc.property(arbitraryText, (value) => {
        const [assignment] = unwrap(call(echo, { value })).lines;
        const { valid, shape } = treeOf(assignment ?? '');
        expect(valid).toBe(true);
        expect(shape).toBe(treeOf("$value = 'x'").shape);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["it's", "$value = 'it''s'"],
    ['O’Brien', "$value = 'O’’Brien'"],
    ['‘x‚y‛', "$value = '‘‘x‚‚y‛‛'"],
    ['$(exit) `n', "$value = '$(exit) `n'"],
  ])('%s is quoted as PowerShell reads it', (value, line) => {
    expect(unwrap(call(echo, { value })).lines[0]).toBe(line);
  });

  test.each(['a\nb', 'a\u0000b', 'a\u2028b', 'a\ud800b'])('%j is refused', (value) => {
    expect(call(echo, { value })).toMatchObject({ ok: false, problem: { code: 'SKY_HOST_PARAMETER' } });
  });
});

describe('the list', () => {
  test.each([
    ['iex $x', ['iex']],
    ["Invoke-Expression 'x'", ['Invoke-Expression']],
    ["& 'C:\\x.exe'", ["'C:\\x.exe'"]],
    ['Remove-Item -LiteralPath $x -Recurse', ['Remove-Item without -Force']],
    ['Clear-DnsClientCache -Verbose', ['Clear-DnsClientCache -Verbose']],
    ['[System.IO.File]::Delete($x)', ['[System.IO.File]']],
    ['function f { iex $x }; f', ['iex']],
    ['Get-Date | Where-Object { iex $_ }', ['iex']],
  ])('finds %s', (text, unlisted) => {
    expect(treeOf(text).unlisted).toEqual(unlisted);
  });
});
