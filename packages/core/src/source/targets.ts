import type { Result } from '../problem.ts';
import { success } from '../problem.ts';
import { looksLikeAddress, parseAddress } from '../record/address.ts';
import type { RecordType } from '../record/record-set.ts';
import { parseTarget } from '../record/target.ts';
import type { Placed, Report } from './report.ts';

/** Canonical values by type, each list sorted, without repetition, and not empty. */
export type Targets = ReadonlyMap<RecordType, readonly string[]>;

/** One canonical value. */
export interface TypedTarget {
  readonly type: RecordType;
  readonly value: string;
}

export const noTargets: Targets = new Map();

/** What must be an address: a cluster IP, a node's, an endpoint's. Problem: `SKY_ADDRESS`. */
export function readAddress(text: string): Result<TypedTarget> {
  const address = parseAddress(text);
  if (!address.ok) return address;
  return success({ type: address.value.family === 4 ? 'A' : 'AAAA', value: address.value.text });
}

/**
 * What may be an address or a host name, told apart by its form: A, AAAA or CNAME. One trailing dot is
 * allowed for both, as in ExternalDNS. Problems: those of `parseAddress` and `parseTarget`.
 */
export function readTarget(text: string): Result<TypedTarget> {
  if (looksLikeAddress(text)) return readAddress(text.endsWith('.') ? text.slice(0, -1) : text);
  const host = parseTarget('CNAME', text);
  return host.ok ? success({ type: 'CNAME', value: host.value }) : host;
}

/**
 * Reads targets that stand in a configuration: addresses and host names. Problem: that of the first that is
 * neither.
 */
export function parseTargets(texts: readonly string[]): Result<Targets> {
  const targets: TypedTarget[] = [];
  for (const text of texts) {
    const target = readTarget(text.trim());
    if (!target.ok) return target;
    targets.push(target.value);
  }
  return success(groupTargets(targets));
}

/** Reads all of them; what cannot be a target is reported and left out. */
export function readAll(
  places: Iterable<Placed>,
  read: (text: string) => Result<TypedTarget>,
  report: Report,
): TypedTarget[] {
  const targets: TypedTarget[] = [];
  for (const { text, rule } of places) {
    const target = read(text);
    if (target.ok) targets.push(target.value);
    else report(rule, target.problem);
  }
  return targets;
}

export function groupTargets(targets: Iterable<TypedTarget>): Targets {
  const groups = new Map<RecordType, Set<string>>();
  for (const { type, value } of targets) {
    const group = groups.get(type);
    if (group === undefined) groups.set(type, new Set([value]));
    else group.add(value);
  }
  return new Map([...groups].map(([type, values]) => [type, [...values].sort()]));
}
