import { describe, expect, it } from 'vitest';
import type { Lease } from './lease.ts';
import {
  afterFailure,
  afterGrant,
  afterReading,
  isLeading,
  leaseToTake,
  newStanding,
  type Standing,
} from './standing.ts';
import { defaultElectionTiming as timing } from './timing.ts';

const lease = (holder: string | undefined, version: string, duration?: number): Lease => ({
  holder,
  resourceVersion: version,
  duration,
  transitions: 0,
  raw: {},
});
const at = (now: number) => ({ now, timing });
const mayTake = (standing: Standing, now: number) => leaseToTake(standing, now) !== undefined;
const fresh = newStanding('me');
const leading = afterGrant(fresh, lease('me', '1'), { sent: 1_000, timing });
const following = afterReading(fresh, lease('other', '1'), at(1_000));

describe('who leads', () => {
  it('counts from when its request went out, until the deadline', () => {
    expect(isLeading(leading, 10_999)).toBe(true);
    expect(isLeading(leading, 11_000)).toBe(false);
  });

  it('goes on where a renewal fails, until the deadline', () => {
    expect(isLeading(afterFailure(leading), 10_999)).toBe(true);
    expect(mayTake(afterFailure(leading), 10_999)).toBe(false);
  });

  it('is over as soon as another holder is seen, or none', () => {
    expect(isLeading(afterReading(leading, lease('other', '2'), at(2_000)), 2_000)).toBe(false);
    expect(isLeading(afterReading(leading, lease(undefined, '2'), at(2_000)), 2_000)).toBe(false);
    expect(isLeading(afterReading(leading, lease('me', '2'), at(2_000)), 2_000)).toBe(true);
  });
});

describe('when the Lease may be taken', () => {
  it.each<[what: string, standing: Standing, from: number]>([
    ['there is none, and never was', afterReading(fresh, 'absent', at(1_000)), 0],
    ['it was given back', afterReading(following, lease(undefined, '2'), at(2_000)), 0],
    ['it is its own', afterReading(following, lease('me', '2'), at(2_000)), 0],
    ['nobody renewed it', following, 16_000],
    ['it was read again and is as it was', afterReading(following, lease('other', '1'), at(9_000)), 16_000],
    ['it was renewed', afterReading(following, lease('other', '2'), at(9_000)), 24_000],
    ['a third one has it', afterReading(following, lease('third', '2'), at(9_000)), 24_000],
    ['its holder says how long', afterReading(fresh, lease('other', '1', 60_000), at(1_000)), 61_000],
    ['its holder says a short time', afterReading(fresh, lease('other', '1', 5_000), at(1_000)), 6_000],
    ['it was deleted, which its holder may not know', afterReading(following, 'absent', at(2_000)), 16_000],
    [
      'an attempt failed in between',
      afterReading(afterFailure(following), lease('other', '1'), at(9_000)),
      16_000,
    ],
  ])('%s', (_what, standing, from) => {
    expect(mayTake(standing, from)).toBe(true);
    if (from > 0) expect(mayTake(standing, from - 1)).toBe(false);
  });

  it('not before it was read', () => {
    expect(mayTake(fresh, 1e9)).toBe(false);
  });
});
