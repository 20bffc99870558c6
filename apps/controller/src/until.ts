import type { Clock } from '@skywriter/core';

const EVERY_MS = 10;

/** Waits until a condition holds: true; or until time is up or the signal aborts: false. */
export function until(
  condition: () => boolean,
  options: { readonly clock: Clock; readonly signal: AbortSignal; readonly within?: number },
): Promise<boolean> {
  const { clock, signal, within = Number.POSITIVE_INFINITY } = options;
  const began = clock.now();
  return new Promise((resolve) => {
    const look = (): void => {
      if (condition()) resolve(true);
      else if (signal.aborted || clock.now() - began >= within) resolve(false);
      else clock.after(EVERY_MS, look);
    };
    look();
  });
}

/** Waits until the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
