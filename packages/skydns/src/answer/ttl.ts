/** Bounds for TTLs that come from a lease, in seconds (`min-lease-ttl`, `max-lease-ttl`); 0 is the default. */
export interface LeaseBounds {
  readonly min?: number;
  readonly max?: number;
}

const DEFAULT_TTL = 300;
const DEFAULT_BOUNDS = { min: 30, max: 86_400 };

/** The smaller of what a message says (0: nothing) and what is left of its lease, if that is known. */
export function ttlOf(ttl: number, lease: number | undefined, bounds: LeaseBounds = {}): number {
  if (lease === undefined || lease <= 0) return ttl || DEFAULT_TTL;
  const min = bounds.min || DEFAULT_BOUNDS.min;
  const max = bounds.max || DEFAULT_BOUNDS.max;
  const left = lease < min ? min : Math.min(lease, max);
  return ttl === 0 ? left : Math.min(left, ttl);
}
