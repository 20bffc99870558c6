import type { Clock } from '@skywriter/core';

/** Milliseconds to wait after so many failures in a row: from 50 ms doubling to two seconds, half of it chance. */
export function backoff(failures: number, clock: Clock): number {
  const ceiling = Math.min(2_000, 25 * 2 ** Math.min(failures, 10));
  return ceiling * (0.5 + clock.random() / 2);
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
