import { backoffDelay, type Clock } from '@skywriter/core';

/** Milliseconds before the first retry, doubled with each further, up to `longestRetry`. */
export interface RetryTiming {
  readonly firstRetry: number;
  readonly longestRetry: number;
}

/** Longest obedience to a `Retry-After` header, milliseconds. */
const LONGEST_WISH = 60_000;

/** Delay after so many failures in a row, not sooner than the server wished. */
export function retryDelay(
  failures: number,
  wish: number,
  { clock, timing }: { clock: Pick<Clock, 'random'>; timing: RetryTiming },
): number {
  const limits = { first: timing.firstRetry, longest: timing.longestRetry };
  return Math.max(backoffDelay(failures, limits, clock), Math.min(wish, LONGEST_WISH));
}
