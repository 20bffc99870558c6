import type { Clock } from '../clock.ts';

export interface BackoffLimits {
  /** First delay, milliseconds. */
  readonly first: number;
  /** Longest delay, milliseconds. */
  readonly longest: number;
}

/**
 * Delay before the next attempt after `failures` failures in a row: doubling, capped, with the upper half
 * drawn by lot so that names that failed together do not return together.
 */
export function backoffDelay(failures: number, limits: BackoffLimits, clock: Pick<Clock, 'random'>): number {
  const full = Math.min(limits.longest, limits.first * 2 ** Math.min(failures - 1, 30));
  return full / 2 + (full / 2) * clock.random();
}
