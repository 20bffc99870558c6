import type { ApiResource } from '../api/fault.ts';
import { isRecord } from '../kinds/section.ts';
import { microTime } from '../micro-time.ts';

export const leases: ApiResource = {
  kind: 'Lease',
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
};

/** A Lease as the API server gave it. */
export interface Lease {
  readonly resourceVersion: string;
  /** Undefined where it is free. */
  readonly holder: string | undefined;
  /** Milliseconds; undefined where it does not say. */
  readonly duration: number | undefined;
  /** How often it went from one holder to another. */
  readonly transitions: number;
  /** All of it, so that what others wrote into it stays. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Reads a raw Lease; undefined for what is none. */
export function readLease(raw: unknown): Lease | undefined {
  const metadata = isRecord(raw) ? raw.metadata : undefined;
  const resourceVersion = isRecord(metadata) ? metadata.resourceVersion : undefined;
  if (!isRecord(raw) || typeof resourceVersion !== 'string') return undefined;
  const spec = isRecord(raw.spec) ? raw.spec : {};
  const { holderIdentity, leaseDurationSeconds, leaseTransitions } = spec;
  return {
    resourceVersion,
    holder: typeof holderIdentity === 'string' && holderIdentity !== '' ? holderIdentity : undefined,
    duration: typeof leaseDurationSeconds === 'number' ? leaseDurationSeconds * 1_000 : undefined,
    transitions: typeof leaseTransitions === 'number' ? leaseTransitions : 0,
    raw,
  };
}

export interface Holding {
  /** Undefined gives it back. */
  readonly holder: string | undefined;
  readonly duration: number;
  /** Milliseconds since 1970: for people, nobody compares it. */
  readonly epoch: number;
}

/** A Lease that is not there yet. */
export function newLease(name: string, namespace: string, { holder, duration, epoch }: Holding): object {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace },
    spec: {
      holderIdentity: holder,
      leaseDurationSeconds: duration / 1_000,
      acquireTime: microTime(epoch),
      renewTime: microTime(epoch),
      leaseTransitions: 0,
    },
  };
}

/** The same Lease with another holder, or renewed; with its version, so that it replaces only that. */
export function heldLease(lease: Lease, { holder, duration, epoch }: Holding): object {
  const { holderIdentity: _, ...spec } = isRecord(lease.raw.spec) ? lease.raw.spec : {};
  const now = microTime(epoch);
  const taken = holder !== undefined && holder !== lease.holder;
  return {
    ...lease.raw,
    spec: {
      ...spec,
      ...(holder !== undefined && { holderIdentity: holder }),
      leaseDurationSeconds: duration / 1_000,
      renewTime: now,
      ...(taken && { acquireTime: now, leaseTransitions: lease.transitions + 1 }),
    },
  };
}
