import { expect, test } from 'vitest';
import type { Figure, Value } from './figure.ts';
import { round, table } from './table.ts';

const one = (median: number): Value => ({ median, least: median, most: median });

test('says how many times what one needs another does', () => {
  const figure: Figure = {
    name: 'first-sync',
    title: 'First synchronisation',
    unit: 'ms',
    growth: false,
    rows: [
      {
        label: '1,000 names',
        values: new Map([
          ['skywriter', { median: 500, least: 490, most: 1510 }],
          ['external-dns', one(1750)],
          ['raw', one(250)],
        ]),
      },
      { label: '10,000 names', values: new Map([['skywriter', one(1000)]]) },
    ],
  };
  expect(table(figure)).toBe(
    [
      'First synchronisation',
      '',
      '| ms           |       skywriter | external-dns | raw | external-dns ÷ skywriter | skywriter ÷ raw |',
      '| ------------ | --------------: | -----------: | --: | -----------------------: | --------------: |',
      '| 1,000 names  | 500 (490–1,510) |        1,750 | 250 |                      3.5 |             2.0 |',
      '| 10,000 names |           1,000 |            – |   – |                        – |               – |',
      '',
    ].join('\n'),
  );
});

test('says how much the last row is of the first where that is the question', () => {
  const figure: Figure = {
    name: 'cpu',
    title: 'CPU',
    unit: 'ms',
    growth: true,
    rows: [
      { label: '1,000 names', values: new Map([['skywriter', one(2)]]) },
      { label: '20,000 names', values: new Map([['skywriter', one(2.5)]]) },
    ],
  };
  expect(table(figure).split('\n').at(-2)).toBe('| last ÷ first |       1.3 |');
});

test.each([
  [0.123, '0.12'],
  [12.34, '12.3'],
  [99.96, '100'],
  [123.4, '123'],
  [5949.6, '5,950'],
])('%d is written as %s', (value, written) => {
  expect(round(value)).toBe(written);
});
