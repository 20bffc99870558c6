import { expect, test } from 'vitest';
import { type BenchOptions, contenderNames, figureNames } from './options.ts';
import { tasksIn, worldsFor } from './worlds.ts';

const everything: BenchOptions = {
  figures: figureNames,
  contenders: contenderNames,
  changes: 300,
  repeat: 3,
  scale: 1,
  svg: undefined,
};

test('a world is made only where a figure needs it', () => {
  const names = (figure: (typeof figureNames)[number]) =>
    worldsFor({ figures: [figure], scale: 1 }).map((world) => [world.names, world.pods]);
  expect(names('first-sync')).toEqual([
    [1000, 0],
    [10000, 0],
  ]);
  expect(names('cpu')).toEqual([
    [1000, 0],
    [20000, 0],
  ]);
  expect(names('memory')).toEqual([
    [10000, 0],
    [10000, 30000],
  ]);
});

test('names and pods never become fewer on the way, but pods may be none of the figure', () => {
  const counts = worldsFor(everything).map(({ names }) => names);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
});

test('only first synchronisations are repeated, and only contenders that watch are given changes', () => {
  const [first] = worldsFor(everything);
  expect(first && tasksIn(first, everything)).toEqual([
    { contender: 'skywriter', firstSyncs: 3, changes: 300 },
    { contender: 'external-dns', firstSyncs: 3, changes: 5 },
    { contender: 'raw', firstSyncs: 3, changes: 0 },
  ]);
  const last = worldsFor(everything).at(-1);
  expect(last && tasksIn(last, everything)).toEqual([
    { contender: 'skywriter', firstSyncs: 1, changes: 300 },
    { contender: 'external-dns', firstSyncs: 1, changes: 5 },
  ]);
});

test('a scale makes all of it smaller', () => {
  expect(worldsFor({ figures: ['memory'], scale: 0.1 })).toEqual([
    { names: 1000, pods: 0, figures: ['memory'] },
    { names: 1000, pods: 3000, figures: ['memory'] },
  ]);
});
