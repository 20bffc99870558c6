import type { Problem } from '@skywriter/core';

/** So many changes by others are undone at once … */
const MOST = 5;
/** … within this time; then the Service is left alone until it has passed. Milliseconds. */
const WITHIN = 60_000;

/** Keeps us from writing without end against somebody who writes the same Service. */
export class Restraint {
  readonly #times = new Map<string, number[]>();

  /** Somebody else changed a Service of ours. `now`: milliseconds, monotonic. */
  drifted(service: string, now: number): void {
    this.#times.set(service, [...this.#recent(service, now), now].slice(-MOST));
  }

  /** Why the Service is not to be written now. */
  problem(service: string, now: number): Problem | undefined {
    if (this.#recent(service, now).length < MOST) return undefined;
    return {
      code: 'SKY_SERVICE_RIVAL',
      message: `Somebody else has changed the Service ${service} ${MOST} times within a minute.`,
      hint: 'See in its managedFields who that is, and stop it; it is repaired again after a minute.',
    };
  }

  #recent(service: string, now: number): number[] {
    const recent = (this.#times.get(service) ?? []).filter((time) => time > now - WITHIN);
    if (recent.length === 0) this.#times.delete(service);
    return recent;
  }
}
