import type { Clock, Problem } from '@skywriter/core';
import type { LinkListener } from './link.ts';

/** A connection that is back this soon was never away, so that one reset does not stop everybody's work. */
const GRACE_MS = 1_000;

/** Tells the listener how things stand, each thing once. */
export interface Status {
  readonly problem: Problem | undefined;
  ready(): void;
  /** Something is wrong that does not matter yet; undefined: not any more. */
  warn(problem: Problem | undefined): void;
  /** The session that was ready is over, and another begins. */
  lost(problem: Problem): void;
  /** Not ready, and no wonder is expected. */
  down(problem: Problem): void;
  /** Nothing is told any more. */
  stop(): void;
}

export function createStatus(listener: LinkListener, clock: Clock): Status {
  let ready = false;
  let warning: Problem | undefined;
  let problem: Problem | undefined;
  let told = '';
  let stopped = false;
  let endGrace = () => {};

  function tell(isReady: boolean, what: Problem | undefined): void {
    endGrace();
    ready = isReady;
    problem = what;
    const news = JSON.stringify([isReady, what?.code, what?.message]);
    if (stopped || news === told) return;
    told = news;
    try {
      listener.state(isReady, what);
    } catch {
      // Somebody else's defect must not end the link, nor, from a timer, the process.
    }
  }

  return {
    get problem() {
      return problem;
    },
    ready: () => tell(true, warning),
    warn(what) {
      warning = what;
      if (ready) tell(true, warning);
    },
    lost(what) {
      warning = undefined;
      endGrace();
      endGrace = clock.after(GRACE_MS, () => tell(false, what));
    },
    down(what) {
      warning = undefined;
      tell(false, what);
    },
    stop() {
      stopped = true;
      endGrace();
    },
  };
}
