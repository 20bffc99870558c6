import { systemClock } from '@skywriter/testbed';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Alarm } from './alarm.ts';
import { Recent } from './recent.ts';
import { TokenBucket } from './token-bucket.ts';

describe('TokenBucket', () => {
  const rate = { burst: 3, interval: 100 };
  // What is taken at which times, and whether there was a token.
  it.each<[string, [at: number, taken: boolean][]]>([
    [
      'gives a burst, and no more',
      [
        [0, true],
        [0, true],
        [0, true],
        [0, false],
      ],
    ],
    [
      'gives one more each interval',
      [
        [0, true],
        [0, true],
        [0, true],
        [99, false],
        [100, true],
        [150, false],
        [200, true],
      ],
    ],
    [
      'saves up no more than a burst',
      [
        [1e9, true],
        [1e9, true],
        [1e9, true],
        [1e9, false],
      ],
    ],
  ])('%s', (_, steps) => {
    const bucket = new TokenBucket(rate, 0);
    expect(steps.map(([at]) => [at, bucket.take(at)])).toStrictEqual(steps);
  });

  it('tells when there is one', () => {
    const bucket = new TokenBucket(rate, 0);
    expect(bucket.availableAt(0)).toBe(0);
    for (let taken = 0; taken < 3; taken += 1) bucket.take(0);
    expect(bucket.availableAt(30)).toBe(100);
    expect(bucket.take(bucket.availableAt(30))).toBe(true);
  });
});

describe('Recent', () => {
  it('forgets what was used longest ago', () => {
    const recent = new Recent<string, number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    recent.get('a');
    recent.peek('b');
    recent.set('c', 3);
    expect(['a', 'b', 'c'].map((key) => recent.peek(key))).toStrictEqual([1, undefined, 3]);
    expect(recent.size).toBe(2);
  });
});

describe('Alarm', () => {
  const rung: number[] = [];
  let start: number;
  let alarm: Alarm;
  beforeEach(() => {
    vi.useFakeTimers();
    rung.length = 0;
    start = performance.now();
    alarm = new Alarm(systemClock, () => rung.push(performance.now() - start));
  });
  afterEach(() => vi.useRealTimers());

  // The times it is set to, one after the other, and when it rings.
  it.each([
    [[50, 100], [50]],
    [[100, 50], [50]],
    [[50, 50], [50]],
    [[-1], [0]],
  ])('set to %j rings at %j', (times, expected) => {
    for (const time of times) alarm.set(start + time);
    vi.advanceTimersByTime(1_000);
    expect(rung).toStrictEqual(expected);
  });

  it('can be set again after it rang, and is silent when it is cancelled', () => {
    alarm.set(start + 10);
    vi.advanceTimersByTime(20);
    alarm.set(start + 30);
    vi.advanceTimersByTime(20);
    alarm.set(start + 50);
    alarm.cancel();
    vi.advanceTimersByTime(1_000);
    expect(rung).toStrictEqual([10, 30]);
  });
});
