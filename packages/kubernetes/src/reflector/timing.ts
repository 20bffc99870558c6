import type { Clock } from '@skywriter/core';

export interface ReflectorTiming {
  /** Objects in one page of a list. */
  readonly pageSize: number;
  /** The server ends a watch after this many seconds, drawn from the range so that watches do not end together. */
  readonly watchSeconds: readonly [least: number, most: number];
  /** Silence after which the answer to a list, or to the question whether the server is there, counts as lost; milliseconds. */
  readonly listSilence: number;
  /** Silence in a watch after which the server is asked whether it is still there, milliseconds. */
  readonly watchSilence: number;
  /** Delay before the first retry, doubled with each further, up to `longestRetry`; milliseconds. */
  readonly firstRetry: number;
  readonly longestRetry: number;
}

export const defaultTiming: ReflectorTiming = {
  pageSize: 500,
  watchSeconds: [300, 600],
  listSilence: 30_000,
  // Rather more than the minute between bookmarks; where etcd reports no progress, a quiet kind gets none of them.
  watchSilence: 90_000,
  firstRetry: 100,
  longestRetry: 10_000,
};

/** Waits on the clock; returns early, without an error, when the signal aborts. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal.addEventListener('abort', end);
  });
}
