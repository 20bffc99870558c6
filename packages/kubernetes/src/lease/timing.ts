import { SkywriterError } from '@skywriter/core';

/** All in milliseconds. */
export interface ElectionTiming {
  /** Whole seconds. A Lease that nobody is seen to renew for so long is free. */
  readonly leaseDuration: number;
  /** Who has not renewed it for so long leads no more: less than the duration, so that nobody else does yet. */
  readonly renewDeadline: number;
  /** Between two attempts to renew or to get it, up to a fifth more by lot. */
  readonly retryPeriod: number;
}

/** As in client-go, so that nobody is surprised. */
export const defaultElectionTiming: ElectionTiming = {
  leaseDuration: 15_000,
  renewDeadline: 10_000,
  retryPeriod: 2_000,
};

/** By lot a retry period is up to so much longer. */
export const JITTER = 0.2;

/** Throws a SkywriterError, `SKY_LEASE_TIMING`, where it would not be safe or could not be written. */
export function checkTiming(timing: ElectionTiming): void {
  const { leaseDuration, renewDeadline, retryPeriod } = timing;
  const whole = Number.isInteger(leaseDuration / 1_000) && leaseDuration <= 2_147_483_647;
  const longestRetry = retryPeriod * (1 + JITTER);
  if (whole && retryPeriod > 0 && longestRetry < renewDeadline && renewDeadline < leaseDuration) return;
  throw new SkywriterError({
    code: 'SKY_LEASE_TIMING',
    message: `A Lease cannot be kept with duration ${leaseDuration}, deadline ${renewDeadline} and retries after ${retryPeriod} ms.`,
    hint: 'The duration must be whole seconds and longer than the deadline, the deadline longer than 1.2 times the retries.',
  });
}

/** How long one request may take: two of them, and the pause between, fit into the deadline. */
export function patienceOf({ renewDeadline, retryPeriod }: ElectionTiming): number {
  return (renewDeadline - retryPeriod * (1 + JITTER)) / 2;
}
