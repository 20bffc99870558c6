import type { Clock } from '@skywriter/core';
import { StalledError } from '../api/fault.ts';

/** Aborts what it guards when it is not fed for some time. */
export interface Watchdog {
  /** Aborted by the outer signal, or with a StalledError as its reason. */
  readonly signal: AbortSignal;
  feed(): void;
  stop(): void;
}

export function watchdog(clock: Clock, silence: number, outer: AbortSignal): Watchdog {
  const controller = new AbortController();
  let fed = clock.now();
  // One timer that looks when it was last fed: feeding is done for every chunk, and must cost nothing.
  const look = (): void => {
    const left = fed + silence - clock.now();
    if (left <= 0) controller.abort(new StalledError('silent for too long'));
    else cancel = clock.after(left, look);
  };
  let cancel = clock.after(silence, look);
  const abort = () => controller.abort(outer.reason);
  outer.addEventListener('abort', abort);
  if (outer.aborted) abort();
  return {
    signal: controller.signal,
    feed() {
      fed = clock.now();
    },
    stop() {
      cancel();
      outer.removeEventListener('abort', abort);
    },
  };
}
