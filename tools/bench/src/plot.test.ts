import { expect, test } from 'vitest';
import type { Figure, Value } from './figure.ts';
import { plot } from './plot.ts';

const one = (median: number): Value => ({ median, least: median, most: median });

const figure: Figure = {
  name: 'change',
  title: 'A "change" & <more>',
  unit: 'ms',
  growth: false,
  rows: [
    {
      label: '1,000 names',
      values: new Map([
        ['skywriter', one(10)],
        ['external-dns', one(5000)],
      ]),
    },
    { label: '10,000 names', values: new Map([['external-dns', one(2500)]]) },
  ],
};

function bars(svg: string, colour: string): number[] {
  const pattern = new RegExp(
    `<rect x="220" y="\\d+" width="([\\d.]+)" height="13" rx="2" fill="${colour}"/>`,
    'g',
  );
  return [...svg.matchAll(pattern)].map(([, width]) => Number(width));
}

test('bars are in one linear scale, and none is too short to be seen', () => {
  const svg = plot(figure);
  expect(bars(svg, '#db6d28')).toEqual([450, 225]);
  expect(bars(svg, '#2f81f7')).toEqual([1.5]);
});

test('names contenders that are there, values with their unit, and nothing as markup', () => {
  const svg = plot(figure);
  expect(svg).toContain('>5,000 ms<');
  expect(svg).toContain('>external-dns<');
  expect(svg).not.toContain('>raw<');
  expect(svg).toContain('A &quot;change&quot; &amp; &lt;more>');
});

test('has a way to be read in the dark', () => {
  expect(plot(figure)).toContain('prefers-color-scheme: dark');
});

test('a figure without rows is a title', () => {
  expect(plot({ ...figure, rows: [] })).toContain('</svg>');
});
