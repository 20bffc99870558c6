import type { Clock } from '@skywriter/core';
import { describe, expect, test } from 'vitest';
import { createTerminal } from '../terminal/terminal.ts';
import { progressBar } from './bar.ts';
import { showFirstSynchronisation } from './first-synchronisation.ts';

describe('progressBar', () => {
  test.each([
    [{ done: 0, total: 1000, elapsed: 0 }, 80, 'Sync                                0 of 1,000 names'],
    [
      { done: 500, total: 1000, elapsed: 2000 },
      80,
      'Sync ███████████████                500 of 1,000 names · 2 s left',
    ],
    [
      { done: 1000, total: 1000, elapsed: 9000 },
      80,
      'Sync ██████████████████████████████ 1,000 of 1,000 names',
    ],
    [
      { done: 1, total: 100_000, elapsed: 5000 },
      80,
      'Sync                                1 of 100,000 names · 8334 min left',
    ],
    [{ done: 500, total: 1000, elapsed: 0 }, 24, 'Sync 500 of 1,000 names'],
  ])('%j in %i columns', (progress, columns, line) => {
    expect(progressBar('Sync', progress, columns)).toBe(line);
    expect(line.length).toBeLessThan(columns);
  });
});

describe('showFirstSynchronisation', () => {
  function setup(isTTY: boolean, pending: number[]) {
    const written: string[] = [];
    const due: (() => void)[] = [];
    let now = 0;
    const clock: Clock = {
      now: () => now,
      random: () => 0,
      after: (_, task) => {
        due.push(task);
        return () => {};
      },
    };
    const terminal = createTerminal({ isTTY, columns: 80, write: (text: string) => written.push(text) }, {});
    const left = () => pending[0] ?? 0;
    showFirstSynchronisation({ terminal, clock, pending: left, finished: () => pending.length === 0 });
    while (pending.length > 0) {
      pending.shift();
      now += 1000;
      due.shift()?.();
    }
    return { written: written.join(''), due };
  }

  test('shows a bar and takes it away', () => {
    const { written, due } = setup(true, [1000, 400, 10]);
    expect(written).toContain('600 of 1,000 names');
    expect(written.endsWith('\r\u001b[K')).toBe(true);
    expect(due).toEqual([]);
  });

  test('is silent where nobody looks, and for what is quickly done', () => {
    expect(setup(false, [1000, 400]).written).toBe('');
    expect(setup(true, [100, 40]).written).toBe('');
  });
});
