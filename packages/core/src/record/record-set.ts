import type { Name } from '../name/name.ts';

/** The record types that Skywriter publishes. */
export const recordTypes = ['A', 'AAAA', 'CNAME', 'TXT', 'SRV', 'MX', 'NS', 'PTR'] as const;
export type RecordType = (typeof recordTypes)[number];

/**
 * One value of a record set and the origins that ask for it.
 *
 * `value` is canonical, so that equal records are equal strings: A and AAAA an address, CNAME, NS and PTR
 * a {@link Name}, SRV `priority weight port target`, MX `preference exchange` (numbers in decimal, names
 * without trailing dot, `.` where the protocol admits the root), TXT the text itself, neither quoted nor
 * split. Made by {@link parseTarget}.
 */
export interface Target {
  readonly value: string;
  /** Who asks for it: origins in text form (see `formatOrigin`), sorted, never empty for what we publish. */
  readonly origins: readonly string[];
}

/** What a name should have, or has, of one type (an RRset, RFC 2181 §5). */
export interface RecordSet {
  readonly name: Name;
  readonly type: RecordType;
  /** Seconds, 1 to 2147483647; undefined where nobody asked for a value and the output's default holds. */
  readonly ttl: number | undefined;
  /** Sorted by value, no value twice, never empty. */
  readonly targets: readonly Target[];
}

/** Whether two sets are the same records: name, type, TTL and values; origins do not count. */
export function sameRecords(a: RecordSet, b: RecordSet): boolean {
  return (
    a.name === b.name &&
    a.type === b.type &&
    a.ttl === b.ttl &&
    a.targets.length === b.targets.length &&
    a.targets.every((target, index) => target.value === b.targets[index]?.value)
  );
}

/** The order of targets in a record set: by code units, so that it is the same everywhere. */
export function byValue(a: Target, b: Target): number {
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}
