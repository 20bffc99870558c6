import type { Claim } from '../claim/claim.ts';
import { type Result, success } from '../problem.ts';
import { parseAddress } from '../record/address.ts';
import type { RecordType } from '../record/record-set.ts';
import { parseNetworks, within } from './network.ts';

/** Which records of its names an output manages. */
export interface RecordFilterOptions {
  /**
   * Only records of these types; all when absent. Others are left as they are, ours too.
   * ExternalDNS: `--managed-record-types`, less `--exclude-record-types`.
   */
  readonly types?: readonly RecordType[];
  /**
   * Networks in CIDR notation: only targets in one of them, which no host name is; all when empty.
   * ExternalDNS: `--target-net-filter`.
   */
  readonly onlyTargets?: readonly string[];
  /** Networks: no targets in one of them. ExternalDNS: `--exclude-target-net`. */
  readonly exceptTargets?: readonly string[];
}

export interface RecordFilter {
  manages(type: RecordType): boolean;
  /** The part of a claim that the output takes; undefined if that is nothing. */
  admit(claim: Claim): Claim | undefined;
}

/** Takes everything. */
export const allRecords: RecordFilter = { manages: () => true, admit: (claim) => claim };

/** Problem: `SKY_FILTER_NETWORK`. */
export function recordFilter(options: RecordFilterOptions): Result<RecordFilter> {
  const { types, onlyTargets = [], exceptTargets = [] } = options;
  const only = parseNetworks(onlyTargets);
  if (!only.ok) return only;
  const except = parseNetworks(exceptTargets);
  if (!except.ok) return except;
  const managed = types === undefined ? undefined : new Set(types);
  const manages = (type: RecordType): boolean => managed?.has(type) ?? true;
  const isIn = { only: within(only.value), except: within(except.value) };
  const takesTarget = (text: string): boolean => {
    const address = parseAddress(text);
    if (!address.ok) return only.value.length === 0;
    return (only.value.length === 0 || isIn.only(address.value)) && !isIn.except(address.value);
  };
  const filtersTargets = only.value.length + except.value.length > 0;
  return success({
    manages,
    admit(claim) {
      if (claim.type === undefined) return claim;
      if (!manages(claim.type)) return undefined;
      if (!filtersTargets) return claim;
      const targets = claim.targets.filter((target) => takesTarget(claim.back?.text ?? target));
      return targets.length > 0 ? { ...claim, targets } : undefined;
    },
  });
}
