import { manualClock } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import { backoff, sleep } from './backoff.ts';

test('waits between half and the whole of 50 ms doubled, up to two seconds', () => {
  const longest = { ...manualClock(), random: () => 1 };
  const shortest = { ...manualClock(), random: () => 0 };
  const waits = [1, 2, 3, 6, 7, 1_000].map((failures) => [
    backoff(failures, shortest),
    backoff(failures, longest),
  ]);
  expect(waits).toEqual([
    [25, 50],
    [50, 100],
    [100, 200],
    [800, 1_600],
    [1_000, 2_000],
    [1_000, 2_000],
  ]);
});

test('a sleep ends with the time or with the signal, and leaves no timer behind', async () => {
  const clock = manualClock();
  const { signal } = new AbortController();
  const whole = sleep(10, clock, signal);
  clock.advance(10);
  await whole;
  const stopping = new AbortController();
  const cut = sleep(10, clock, stopping.signal);
  stopping.abort(new Error('stop'));
  await expect(cut).rejects.toThrow('stop');
  expect(clock.waiting).toEqual([]);
  await expect(sleep(10, clock, stopping.signal)).rejects.toThrow('stop');
});
