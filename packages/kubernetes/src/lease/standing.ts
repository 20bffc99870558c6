import type { Lease } from './lease.ts';
import type { ElectionTiming } from './timing.ts';

/**
 * What one candidate knows of the election. All times are of its own clock: a Lease is free when this candidate has
 * not seen it change for its duration, whatever the times in it say.
 */
export interface Standing {
  readonly identity: string;
  /** As it was seen last; `absent` where there is none, undefined where it must be read. */
  readonly lease: Lease | 'absent' | undefined;
  /** The version of the Lease that was seen last, also where it must be read again. */
  readonly version: string | undefined;
  /** Until then somebody else may lead. */
  readonly busyUntil: number;
  /** Until then this candidate leads; undefined while it does not. */
  readonly leadsUntil: number | undefined;
}

export function newStanding(identity: string): Standing {
  return { identity, lease: undefined, version: undefined, busyUntil: 0, leadsUntil: undefined };
}

/** The Lease was read. `now`: when the answer was there, which is later than what it tells of. */
export function afterReading(
  before: Standing,
  lease: Lease | 'absent',
  { now, timing }: { readonly now: number; readonly timing: ElectionTiming },
): Standing {
  // A leader that somebody deleted the Lease of does not know it yet.
  if (lease === 'absent') return { ...before, lease, version: undefined };
  const { resourceVersion: version, holder, duration = timing.leaseDuration } = lease;
  const known = { ...before, lease, version };
  if (holder === before.identity) return { ...known, busyUntil: 0 };
  const lost = { ...known, leadsUntil: undefined };
  if (holder === undefined) return { ...lost, busyUntil: 0 };
  return version === before.version ? lost : { ...lost, busyUntil: now + duration };
}

/** The Lease was written for this candidate. `sent`: before the request went out, which is earlier than it counts. */
export function afterGrant(
  before: Standing,
  lease: Lease,
  { sent, timing }: { readonly sent: number; readonly timing: ElectionTiming },
): Standing {
  const leadsUntil = sent + timing.renewDeadline;
  return { ...before, lease, version: lease.resourceVersion, busyUntil: 0, leadsUntil };
}

/** A write failed or was not answered, so what is there is not known. Who leads does so until its deadline. */
export function afterFailure(before: Standing): Standing {
  return { ...before, lease: undefined };
}

export function isLeading({ leadsUntil }: Standing, now: number): boolean {
  return leadsUntil !== undefined && now < leadsUntil;
}

/** The Lease to be written for this candidate now, where that may be: it is its own, or free. */
export function leaseToTake(
  { lease, identity, busyUntil }: Standing,
  now: number,
): Lease | 'absent' | undefined {
  const own = lease !== undefined && lease !== 'absent' && lease.holder === identity;
  return own || now >= busyUntil ? lease : undefined;
}

/** Who holds the Lease, as far as it is known. */
export function holderOf({ lease }: Standing): string | undefined {
  return lease === undefined || lease === 'absent' ? undefined : lease.holder;
}
