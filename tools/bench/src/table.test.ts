import { expect, test } from 'vitest';
import type { Figures } from './measure-sync.ts';
import { table } from './table.ts';

const own: Figures = {
  contender: 'skywriter',
  changes: 100,
  firstSync: 1000,
  firstSyncCpu: 800,
  changeMedian: 10,
  changeP99: 20,
  cpuPerChange: 0,
  peakMemory: 100,
};

test('says how many times what the first needed the last one does', () => {
  const peer: Figures = {
    ...own,
    contender: 'external-dns',
    changes: 5,
    firstSync: 1800,
    changeMedian: 5400,
    cpuPerChange: 28,
    peakMemory: 93,
  };
  expect(table(1000, [own, peer])).toBe(
    [
      '1000 names                skywriter  external-dns  ratio',
      'changes timed                   100             5',
      'first synchronisation     1000.0 ms     1800.0 ms    1.8',
      'CPU for it                 800.0 ms      800.0 ms    1.0',
      'change to commit, median    10.0 ms     5400.0 ms  540.0',
      'change to commit, p99       20.0 ms       20.0 ms    1.0',
      'CPU for one change           0.0 ms       28.0 ms      –',
      'peak memory               100.0 MiB      93.0 MiB    0.9',
      '',
    ].join('\n'),
  );
});

test('one contender has nothing to be compared with', () => {
  expect(table(1000, [own]).split('\n')[0]).toBe('1000 names                skywriter');
});
