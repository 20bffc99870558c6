import { describe, expect, it } from 'vitest';
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
