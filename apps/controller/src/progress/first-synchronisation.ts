import type { Clock } from '@skywriter/core';
import type { Terminal } from '../terminal/terminal.ts';
import { progressBar } from './bar.ts';

/** Fewer names are done before a bar could be read. */
const WORTH_SHOWING = 500;
const EVERY_MS = 100;

/**
 * Shows how far the first synchronisation is, as long as it runs and somebody looks. `pending` is how many
 * names are not in step yet. Returns how to end it early.
 */
export function showFirstSynchronisation(options: {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly pending: () => number;
  readonly finished: () => boolean;
}): () => void {
  const { terminal, clock, pending, finished } = options;
  if (!terminal.interactive) return () => {};
  const began = clock.now();
  let total = 0;
  let cancel = (): void => {};
  const stop = (): void => {
    cancel();
    terminal.status(undefined);
  };
  const tick = (): void => {
    const left = pending();
    total = Math.max(total, left);
    if (finished()) {
      terminal.status(undefined);
      return;
    }
    if (total >= WORTH_SHOWING) {
      const progress = { done: total - left, total, elapsed: clock.now() - began };
      terminal.status(progressBar('Synchronising', progress, terminal.columns));
    }
    cancel = clock.after(EVERY_MS, tick);
  };
  tick();
  return stop;
}
