import type { Output, OutputListener, Problem } from '@skywriter/core';
import { wrapOutput } from '../outputs/wrap.ts';

/** Whether this process may write now. */
export interface Leadership {
  readonly leading: boolean;
  /** Calls when that changes; returns how to stop. */
  onChange(changed: () => void): () => void;
}

/** Of an output that is connected, and waits for its turn. */
export const standby: Problem = {
  code: 'SKY_STANDBY',
  message: 'Another process holds the Lease, so this one writes nothing.',
  hint: 'It takes over when the other one ends; the Lease tells who that is.',
};

/** An output that is ready while this process leads, and refuses to write at any other time. */
export function whileLeading(inner: Output, leadership: Leadership): Output {
  let unsubscribe = (): void => {};
  const ready = (): boolean => inner.ready && leadership.leading;
  return wrapOutput(inner, {
    ready,
    problem: () => (inner.ready && !leadership.leading ? standby : inner.problem),
    async start(listener: OutputListener) {
      unsubscribe = leadership.onChange(() => listener.readiness(ready()));
      await inner.start({
        dirty: (names) => listener.dirty(names),
        readiness: () => listener.readiness(ready()),
      });
    },
    async stop() {
      unsubscribe();
      await inner.stop();
    },
    async apply(assignments) {
      // Asked again here: a frozen process learns late that it leads no more.
      if (leadership.leading) return await inner.apply(assignments);
      return assignments.map(({ name }) => ({ name, result: 'failed', problem: standby }));
    },
  });
}
