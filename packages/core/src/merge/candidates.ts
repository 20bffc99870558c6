import { type Claim, type ObjectProblem, objectKey } from '../claim/claim.ts';
import { type Address, parseAddress } from '../record/address.ts';
import { addressBytes } from '../record/address-bytes.ts';
import type { RecordType } from '../record/record-set.ts';

/** Claims to one name and type that stand or fall together. */
type Candidate = readonly Claim[];

/**
 * Of one name and type only one candidate is published where anybody may share names, as in ExternalDNS: the
 * objects of one kind together (their targets are united), and for a CNAME each object for itself. That with
 * fewer targets, then with the least, wins. ExternalDNS decides so only as long as nothing stands there; here
 * who came first makes no difference, or the result would depend on which list of objects was read first.
 */
export function electCandidates(claims: readonly Claim[], conflicts: ObjectProblem[]): readonly Claim[] {
  return [...groupBy(claims, ({ type }) => type)].flatMap(([type, ofType]) => {
    const candidates = [...groupBy(ofType, (claim) => sideOf(claim, type)).values()];
    const [elected = [], ...others] = candidates.sort(compareCandidates);
    // Several CNAME records are told of where only one of them is taken.
    if (type === 'CNAME') return candidates.flat();
    for (const claim of others.flat()) {
      if (claim.targets.some((target) => !hasTarget(elected, target))) conflicts.push(lost(claim, elected));
    }
    return elected;
  });
}

function sideOf({ origin }: Claim, type: RecordType | undefined): string {
  return type === 'CNAME' ? objectKey(origin.object) : origin.object.kind;
}

function compareCandidates(a: Candidate, b: Candidate): number {
  return compareTargets(targetsOf(a), targetsOf(b));
}

/** ExternalDNS's `Targets.IsLess`: fewer first, then addresses by their value and other text by code units. */
function compareTargets(a: readonly string[], b: readonly string[]): number {
  if (a.length !== b.length) return a.length - b.length;
  const index = a.findIndex((target, at) => target !== b[at]);
  return index === -1 ? 0 : compareTarget(a[index] ?? '', b[index] ?? '');
}

function compareTarget(a: string, b: string): number {
  const [first, second] = [parseAddress(a), parseAddress(b)];
  if (first.ok && second.ok) return compareAddresses(first.value, second.value);
  return a < b ? -1 : 1;
}

function compareAddresses(a: Address, b: Address): number {
  const other = addressBytes(b);
  const differences = addressBytes(a).map((byte, index) => byte - (other[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

function targetsOf(candidate: Candidate): string[] {
  return [...new Set(candidate.flatMap(({ targets }) => targets))].sort();
}

function hasTarget(candidate: Candidate, target: string): boolean {
  return candidate.some(({ targets }) => targets.includes(target));
}

function lost(claim: Claim, [winner]: Candidate): ObjectProblem {
  const holder = winner === undefined ? 'another object' : objectKey(winner.origin.object);
  return {
    code: 'SKY_NAME_OTHER_SOURCE',
    message: `The ${claim.type} records of ${claim.name} are those of ${holder}; ${claim.targets.join(', ')} is not added.`,
    hint: `Let objects of one kind claim the name: records of ${claim.origin.object.kind} and other objects are not mixed.`,
    origin: claim.origin,
    name: claim.name,
  };
}

function groupBy<K>(claims: readonly Claim[], keyOf: (claim: Claim) => K): Map<K, Claim[]> {
  const groups = new Map<K, Claim[]>();
  for (const claim of claims) {
    const key = keyOf(claim);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [claim]);
    else group.push(claim);
  }
  return groups;
}
