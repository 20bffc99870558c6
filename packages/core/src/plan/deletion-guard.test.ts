import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Name } from '../name/name.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { name } from '../testing/records.ts';
import { DeletionGuard } from './deletion-guard.ts';

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => name(`n${from + index}.example.com`));

const passes = (guard: DeletionGuard, which: readonly Name[], owned: number): boolean =>
  which.every((one) => guard.admit(which, owned).has(one));

describe('DeletionGuard', () => {
  test('lets a small part pass and stops a large one whole', () => {
    const guard = new DeletionGuard({ share: 0.5, atLeast: 2 }, new ManualClock());
    expect(passes(guard, names(0, 50), 100)).toBe(true);
    expect(passes(guard, names(50, 51), 50)).toBe(false);
    expect(guard.stopped.size).toBe(1);
  });

  test('a small output may lose everything', () => {
    const guard = new DeletionGuard({ share: 0.1, atLeast: 5 }, new ManualClock());
    expect(passes(guard, names(0, 5), 5)).toBe(true);
  });

  test('waiting does not wear it down', async () => {
    const clock = new ManualClock();
    const guard = new DeletionGuard({ share: 0.5, atLeast: 0 }, clock);
    expect(passes(guard, names(0, 60), 100)).toBe(false);
    await clock.advance(3_600_000);
    expect(passes(guard, names(0, 10), 100)).toBe(false);
    expect(guard.problem(100).message).toContain('60 of 100 names');
  });

  test('wider limits let the stopped ones pass', () => {
    const guard = new DeletionGuard({ share: 0.5, atLeast: 0 }, new ManualClock());
    guard.admit(names(0, 60), 100);
    guard.limits = { share: 1, atLeast: 0 };
    expect(passes(guard, [...guard.stopped], 100)).toBe(true);
    expect(guard.stopped.size).toBe(0);
  });

  test('names that are wanted again make room for the others', () => {
    const guard = new DeletionGuard({ share: 0.5, atLeast: 0 }, new ManualClock());
    guard.admit(names(0, 60), 100);
    for (const back of names(0, 20)) guard.withdraw(back);
    expect(passes(guard, [...guard.stopped], 100)).toBe(true);
  });

  test('a retried deletion counts once', () => {
    const guard = new DeletionGuard({ share: 0.5, atLeast: 0 }, new ManualClock());
    for (let attempt = 0; attempt < 10; attempt += 1) expect(passes(guard, names(0, 40), 100)).toBe(true);
  });

  test('what was deleted a minute ago does not count any more', async () => {
    const clock = new ManualClock();
    const guard = new DeletionGuard({ share: 0.5, atLeast: 0 }, clock);
    expect(passes(guard, names(0, 50), 100)).toBe(true);
    await clock.advance(60_001);
    expect(passes(guard, names(50, 75), 50)).toBe(true);
  });

  describe('a release', () => {
    const stoppedGuard = () => {
      const guard = new DeletionGuard({ share: 0.5, atLeast: 0 }, new ManualClock());
      guard.admit(names(0, 60), 100);
      return guard;
    };
    const let60pass = (guard: DeletionGuard) => {
      guard.limits = { share: 0.5, atLeast: 0, release: [guard.id] };
      return guard.admit(names(0, 1), 100);
    };

    test('lets all names pass that were stopped, and tells which', () => {
      const guard = stoppedGuard();
      const { id } = guard;
      expect(guard.problem(100).hint).toContain(id);
      expect([...let60pass(guard)].sort()).toEqual(names(0, 60).sort());
      expect(guard.stopped.size).toBe(0);
      expect(guard.released).toEqual({ id, names: 60 });
    });

    test('is for these names alone', () => {
      const guard = stoppedGuard();
      guard.limits = { share: 0.5, atLeast: 0, release: [guard.id] };
      expect(guard.admit(names(60, 61), 100).size).toBe(0);
      expect(guard.stopped.size).toBe(61);
    });

    test('means the same after a restart, whatever the order', () => {
      const again = new DeletionGuard(
        { share: 0.5, atLeast: 0, release: [stoppedGuard().id] },
        new ManualClock(),
      );
      expect(again.admit(names(0, 60).reverse(), 100).size).toBe(60);
    });

    test('means the same when some of them are known, and gone, before the others', () => {
      const again = new DeletionGuard(
        { share: 0.5, atLeast: 0, release: [stoppedGuard().id] },
        new ManualClock(),
      );
      expect(again.admit(names(20, 60), 100).size).toBe(40);
      expect(again.admit(names(0, 20), 60).size).toBe(20);
      expect(again.released?.names).toBe(20);
    });

    test('does not count against what comes after, and holds while a write is tried again', () => {
      const guard = stoppedGuard();
      let60pass(guard);
      expect(passes(guard, names(0, 60), 100)).toBe(true);
      expect(passes(guard, names(60, 70), 40)).toBe(true);
    });

    test('ends for a name that is wanted again', () => {
      const guard = stoppedGuard();
      let60pass(guard);
      for (const back of names(0, 60)) guard.withdraw(back);
      guard.limits = { share: 0.5, atLeast: 0 };
      expect(guard.admit(names(0, 59), 100).size).toBe(0);
    });
  });

  test('an id tells sets of names apart, and nothing else', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(500)), fc.uniqueArray(fc.nat(500)), (one, other) => {
        const idOf = (numbers: readonly number[]) => {
          const guard = new DeletionGuard({ share: 0, atLeast: 0 }, new ManualClock());
          for (const number of numbers) guard.admit([name(`n${number}.example.com`)], 1000);
          return guard.id;
        };
        const same = [...one].sort().join() === [...other].sort().join();
        expect(idOf(one) === idOf(other)).toBe(same);
        expect(idOf(one)).toBe(idOf([...one].reverse()));
      }),
    );
  });
});
