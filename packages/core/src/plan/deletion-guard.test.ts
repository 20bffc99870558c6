import { describe, expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { name } from '../testing/records.ts';
import { DeletionGuard } from './deletion-guard.ts';

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => name(`n${from + index}.example.com`));

describe('DeletionGuard', () => {
  test('lets a small part pass and stops a large one whole', () => {
    const guard = new DeletionGuard({ share: 0.5, atLeast: 2 }, new ManualClock());
    expect(guard.admit(names(0, 50), 100)).toBe(true);
    expect(guard.admit(names(50, 51), 50)).toBe(false);
    expect(guard.stopped.size).toBe(1);
  });

  test('a small output may lose everything', () => {
    expect(new DeletionGuard({ share: 0.1, atLeast: 5 }, new ManualClock()).admit(names(0, 5), 5)).toBe(true);
  });

  test('waiting does not wear it down', async () => {
    const clock = new ManualClock();
    const guard = new DeletionGuard({ share: 0.5, atLeast: 0 }, clock);
    expect(guard.admit(names(0, 60), 100)).toBe(false);
    await clock.advance(3_600_000);
    expect(guard.admit(names(0, 10), 100)).toBe(false);
    expect(guard.problem(100).message).toContain('60 of 100 names');
  });

  test('wider limits let the stopped ones pass', () => {
    const guard = new DeletionGuard({ share: 0.5, atLeast: 0 }, new ManualClock());
    guard.admit(names(0, 60), 100);
    guard.limits = { share: 1, atLeast: 0 };
    expect(guard.admit([...guard.stopped], 100)).toBe(true);
    expect(guard.stopped.size).toBe(0);
  });

  test('names that are wanted again make room for the others', () => {
    const guard = new DeletionGuard({ share: 0.5, atLeast: 0 }, new ManualClock());
    guard.admit(names(0, 60), 100);
    for (const back of names(0, 20)) guard.release(back);
    expect(guard.admit([...guard.stopped], 100)).toBe(true);
  });

  test('a retried deletion counts once', () => {
    const guard = new DeletionGuard({ share: 0.5, atLeast: 0 }, new ManualClock());
    for (let attempt = 0; attempt < 10; attempt += 1) expect(guard.admit(names(0, 40), 100)).toBe(true);
  });

  test('what was deleted a minute ago does not count any more', async () => {
    const clock = new ManualClock();
    const guard = new DeletionGuard({ share: 0.5, atLeast: 0 }, clock);
    expect(guard.admit(names(0, 50), 100)).toBe(true);
    await clock.advance(60_001);
    expect(guard.admit(names(50, 75), 50)).toBe(true);
  });
});
