import { backoffDelay, type Clock } from '@skywriter/core';

const LIMITS = { first: 50, longest: 2_000 };

/** Milliseconds to wait after so many failures in a row. */
export function backoff(failures: number, clock: Clock): number {
  return backoffDelay(failures, LIMITS, clock);
}

/** Waits, or rejects with the signal's reason when it aborts first. */
export function sleep(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}
