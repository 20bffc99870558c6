import type { Clock } from '@skywriter/core';

/** The machine's time, which can also be made to pass at once: what would come then comes now. */
export interface JumpingClock extends Clock {
  jump(ms: number): void;
}

interface Alarm {
  readonly at: number;
  readonly task: () => void;
  timer: NodeJS.Timeout;
}

export function jumpingClock(): JumpingClock {
  const alarms = new Set<Alarm>();
  let ahead = 0;
  const now = (): number => performance.now() + ahead;
  const ring = (alarm: Alarm): void => {
    clearTimeout(alarm.timer);
    if (alarms.delete(alarm)) alarm.task();
  };
  return {
    now,
    after(ms, task) {
      const alarm: Alarm = { at: now() + ms, task, timer: setTimeout(() => ring(alarm), ms) };
      alarms.add(alarm);
      return () => {
        clearTimeout(alarm.timer);
        alarms.delete(alarm);
      };
    },
    random: () => Math.random(),
    jump(ms) {
      ahead += ms;
      for (const alarm of [...alarms].sort((a, b) => a.at - b.at)) {
        clearTimeout(alarm.timer);
        if (alarm.at <= now()) ring(alarm);
        else alarm.timer = setTimeout(() => ring(alarm), alarm.at - now());
      }
    },
  };
}
