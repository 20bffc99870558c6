import type { EngineOutput, NameState, Problem } from '@skywriter/core';

/** How everything stands now: what health, metrics and logs are made of. Read, never stored. */
export interface SystemStatus {
  readonly kinds: readonly KindStatus[];
  readonly outputs: readonly OutputStatus[];
  /** What is wrong in manifest files. */
  readonly manifestProblems: readonly Problem[];
  /** Objects of which something cannot be published. */
  readonly objectsWithProblems: number;
  /** Whether this process holds the Lease, where one is asked for. */
  readonly leading?: boolean;
  /** The configuration on disk cannot be used; what is running is the last good one. */
  readonly configurationProblem?: Problem | undefined;
}

export interface KindStatus {
  readonly kind: string;
  /** All objects of the kind that can be read have been read. */
  readonly synced: boolean;
  readonly objects: number;
  readonly problem?: Problem | undefined;
}

export interface OutputStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly problem?: Problem | undefined;
  readonly names: Readonly<Record<NameState, number>>;
  /** It has been in step with all objects at least once since it was started. */
  readonly synchronised: boolean;
  /** Names that are not in step yet. */
  readonly pending: number;
  /** Names there under our owner. */
  readonly owned: number;
  /** Seconds for which the name that is held longest has been held; 0 if none is. */
  readonly heldFor?: number;
  /** A mass deletion that was stopped and waits for somebody to decide. */
  readonly stopped?: StoppedDeletion | undefined;
  /** Counts that only some outputs have, by the name of their metric. */
  readonly counts: Readonly<Partial<Record<OutputCount, number>>>;
}

export interface StoppedDeletion {
  readonly names: number;
  /** What `guards.massDeletion.release` lets pass. */
  readonly id: string;
  readonly problem: Problem;
}

/** What a guard holds back, of an output with so many names. */
export function stoppedBy(
  guard: Pick<EngineOutput['guard'], 'stopped' | 'id' | 'problem'>,
  owned: number,
): StoppedDeletion | undefined {
  const names = guard.stopped.size;
  return names === 0 ? undefined : { names, id: guard.id, problem: guard.problem(owned) };
}

/** `foreign` and `malformed` are keys there are now; the others only grow. */
export type OutputCount = 'foreign' | 'malformed' | 'repairs' | 'transactions' | 'conflicts' | 'released';
