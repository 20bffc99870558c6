import type { Clock } from '@skywriter/core';

/** The machine's time and chance. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, task) {
    if (ms <= 0) {
      const immediate = setImmediate(task);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
