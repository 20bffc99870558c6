import type { Problem } from '@skywriter/core';

/** How it stands with one kind from the API server. */
export interface KindState {
  /** All its objects have been read, now or at some time before. */
  readonly synced: boolean;
  /** A watch is open: what changes now is seen now. */
  readonly live: boolean;
  /** Why not live, or which object cannot be read. */
  readonly problem: Problem | undefined;
  /** Clock time at which the API server last told anything about the kind, milliseconds. */
  readonly lastEventAt: number | undefined;
}

export const unknownState: KindState = {
  synced: false,
  live: false,
  problem: undefined,
  lastEventAt: undefined,
};

/** One state of a kind that is watched in several namespaces: as good as the worst of them. */
export function combineStates(states: readonly KindState[]): KindState {
  const times = states.map(({ lastEventAt }) => lastEventAt).filter((time) => time !== undefined);
  return {
    synced: states.every(({ synced }) => synced),
    live: states.every(({ live }) => live),
    problem: states.find(({ problem }) => problem !== undefined)?.problem,
    lastEventAt: times.length === 0 ? undefined : Math.max(...times),
  };
}

/** Whether people would call them the same; the time of the last event is not news. */
export function sameState(a: KindState, b: KindState): boolean {
  return (
    a.synced === b.synced &&
    a.live === b.live &&
    a.problem?.code === b.problem?.code &&
    a.problem?.message === b.problem?.message
  );
}
