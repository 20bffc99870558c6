import { expect, test } from 'vitest';
import { figureOf, type Result } from './figure.ts';
import type { Measurement } from './measure.ts';
import type { World } from './worlds.ts';

const small: World = { names: 1000, pods: 0, figures: ['first-sync', 'change'] };
const large: World = { names: 10_000, pods: 30_000, figures: ['memory'] };

function measured(some: Partial<Measurement>): Measurement {
  return {
    firstSync: 1000,
    firstSyncCpu: 500,
    latencies: [],
    cpuPerChange: Number.NaN,
    peakMemory: 90,
    ...some,
  };
}

const results: Result[] = [
  {
    world: small,
    contender: 'skywriter',
    measurements: [
      measured({ firstSync: 300 }),
      measured({ firstSync: 100 }),
      measured({ firstSync: 200, latencies: [5, 1, 3, 2, 4] }),
    ],
  },
  { world: small, contender: 'raw', measurements: [measured({ firstSync: 50 })] },
  { world: large, contender: 'skywriter', measurements: [measured({ peakMemory: 120 })] },
];

test('of several starts the median counts, and is told with the extremes', () => {
  const { rows } = figureOf('first-sync', results);
  expect(rows.map(({ label }) => label)).toEqual(['1,000 names', '1,000 names, CPU']);
  expect(rows[0]?.values.get('skywriter')).toEqual({ median: 200, least: 100, most: 300 });
  expect(rows[0]?.values.get('raw')).toEqual({ median: 50, least: 50, most: 50 });
});

test('who was given no changes is in no row of them', () => {
  const { rows } = figureOf('change', results);
  expect(
    rows.map(({ label, values }) => [label, [...values.keys()], values.get('skywriter')?.median]),
  ).toEqual([
    ['1,000 names, p50', ['skywriter'], 3],
    ['1,000 names, p99', ['skywriter'], 5],
  ]);
});

test('the yardstick is one of time alone', () => {
  const world: World = { names: 10_000, pods: 0, figures: ['first-sync', 'memory'] };
  const raw: Result = { world, contender: 'raw', measurements: [measured({})] };
  expect(figureOf('first-sync', [raw]).rows[0]?.values.has('raw')).toBe(true);
  expect(figureOf('memory', [raw]).rows).toEqual([]);
});

test('a figure has the rows of its worlds alone', () => {
  expect(figureOf('memory', results).rows.map(({ label }) => label)).toEqual(['10,000 names, 30,000 Pods']);
  expect(figureOf('cpu', results).rows).toEqual([]);
});
