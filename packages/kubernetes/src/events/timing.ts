import type { Clock } from '@skywriter/core';
import type { Rate } from './token-bucket.ts';

/** How much an event writer may write and remember. All times in milliseconds. */
export interface EventTiming {
  /** New Events about one object: what exceeds them is not said (client-go's spam filter). */
  readonly perObject: Rate;
  /** Requests to the API server in all: what exceeds them waits. */
  readonly requests: Rate;
  /** Between two writes of the count of one Event, after the first repetition (client-go's `finishTime`). */
  readonly seriesInterval: number;
  /** After so long a silence the same is said in a new Event: an API server forgets Events after an hour. */
  readonly forgetAfter: number;
  /** Series, and objects, that are remembered. */
  readonly remembered: number;
  /** Series that wait to be written. */
  readonly queued: number;
  /** Delay after a first failure, doubled with each further in a row up to `longestRetry`. */
  readonly firstRetry: number;
  readonly longestRetry: number;
  /** Where writing is forbidden it is tried again after this time. */
  readonly forbiddenRetry: number;
}

export const defaultEventTiming: EventTiming = {
  perObject: { burst: 25, interval: 300_000 },
  requests: { burst: 50, interval: 100 },
  seriesInterval: 360_000,
  forgetAfter: 3_600_000,
  remembered: 4096,
  queued: 1000,
  firstRetry: 500,
  longestRetry: 30_000,
  forbiddenRetry: 60_000,
};

/** Tries to write an Event that fails by itself. */
export const TRIES = 3;

/** Between half and all of a delay, by lot. */
export function jittered(ms: number, clock: Pick<Clock, 'random'>): number {
  return ms / 2 + (ms / 2) * clock.random();
}
