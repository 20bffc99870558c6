import { type Claim, formatOrigin, type ObjectProblem, objectKey } from '../claim/claim.ts';
import type { Name } from '../name/name.ts';
import type { RecordSet, RecordType, Target } from '../record/record-set.ts';
import { byValue } from '../record/record-set.ts';
import { electCandidates } from './candidates.ts';

export interface MergeRules {
  /**
   * Who may add to a name that somebody holds already: objects of the holder's namespace, or anybody of the
   * same kind (as in ExternalDNS).
   */
  readonly sharing: 'namespace' | 'any';
  /** Namespaces that may add to any name, whoever holds it. */
  readonly sharers: ReadonlySet<string>;
  /** Keys of the objects whose records stand at the name now: they hold it. */
  readonly incumbents: ReadonlySet<string>;
}

export interface Merged {
  readonly recordSets: readonly RecordSet[];
  /** Claims that lost, each with the reason. */
  readonly conflicts: readonly ObjectProblem[];
}

/**
 * Makes the record sets of one name from all claims to it. The rules, in this order:
 *
 * 1. Unless anybody may share, the name is *held* by one namespace: that of an incumbent, else that of the
 *    oldest object, else the first by `Kind/namespace/name`. Claims from other namespaces are refused.
 * 2. CNAME stands alone (RFC 1034 §3.6.2): any other type wins over CNAME, as in ExternalDNS.
 * 3. If anybody may share, of the objects of several kinds those of one are taken (`electCandidates`).
 * 4. Of several CNAME targets the first of the oldest object is taken, or if anybody may share, the first.
 * 5. Targets of one type are united; the TTL is the lowest that anybody asked for.
 *
 * The result does not depend on the order in which claims arrive; on history it depends only through the
 * incumbents, so only where namespaces contest a name.
 */
export function merge(name: Name, claims: readonly Claim[], rules: MergeRules): Merged {
  const live = claims.filter((claim) => claim.type !== undefined && claim.targets.length > 0);
  if (live.length === 0) return { recordSets: [], conflicts: [] };
  const ordered = live.length === 1 ? live : [...live].sort(byAge);
  const conflicts: ObjectProblem[] = [];
  const admitted = rules.sharing === 'any' ? ordered : heldByOne(ordered, rules, conflicts);
  const alone = withoutMixedCname(admitted, conflicts);
  const elected = rules.sharing === 'any' ? electCandidates(alone, conflicts) : alone;
  return { recordSets: recordSetsOf(name, elected, conflicts), conflicts };
}

function byAge(a: Claim, b: Claim): number {
  return (
    (a.origin.object.createdAt ?? 0) - (b.origin.object.createdAt ?? 0) ||
    compare(objectKey(a.origin.object), objectKey(b.origin.object)) ||
    compare(a.type ?? '', b.type ?? '') ||
    compare(a.origin.rule, b.origin.rule) ||
    compare(a.targets.join(' '), b.targets.join(' '))
  );
}

function heldByOne(
  ordered: readonly Claim[],
  rules: MergeRules,
  conflicts: ObjectProblem[],
): readonly Claim[] {
  const incumbent = ordered.find(({ origin }) => rules.incumbents.has(objectKey(origin.object)));
  const holder = incumbent ?? ordered[0];
  if (holder === undefined) return [];
  return ordered.filter(({ name, origin }) => {
    const { namespace } = origin.object;
    if (namespace === holder.origin.object.namespace || rules.sharers.has(namespace)) return true;
    conflicts.push({
      code: 'SKY_NAME_HELD',
      message: `The name ${name} is held by ${objectKey(holder.origin.object)}.`,
      hint: 'Choose another name, or let the namespace share names with a name rule.',
      origin,
      name,
    });
    return false;
  });
}

function withoutMixedCname(claims: readonly Claim[], conflicts: ObjectProblem[]): readonly Claim[] {
  const other = claims.find((claim) => claim.type !== 'CNAME');
  if (other === undefined) return claims;
  return claims.filter((claim) => {
    if (claim.type !== 'CNAME') return true;
    conflicts.push({
      code: 'SKY_CNAME_BESIDE',
      message: `The name ${claim.name} cannot be a CNAME to ${claim.targets.join(', ')}: ${objectKey(other.origin.object)} gives it ${other.type} records.`,
      hint: 'Let only one of the objects claim the name; other records win over a CNAME.',
      origin: claim.origin,
      name: claim.name,
    });
    return false;
  });
}

function recordSetsOf(name: Name, claims: readonly Claim[], conflicts: ObjectProblem[]): RecordSet[] {
  const types = new Map<RecordType, Claim[]>();
  for (const claim of claims) {
    if (claim.type === undefined) continue;
    const group = types.get(claim.type);
    if (group === undefined) types.set(claim.type, [claim]);
    else group.push(claim);
  }
  const sets: RecordSet[] = [];
  for (const [type, group] of types) {
    const targets = uniteTargets(group);
    sets.push({
      name,
      type,
      ttl: lowestTtl(group),
      targets: type === 'CNAME' ? singleTarget(group, targets, conflicts) : targets,
    });
  }
  return sets.sort((a, b) => compare(a.type, b.type));
}

function uniteTargets(claims: readonly Claim[]): Target[] {
  const origins = new Map<string, Set<string>>();
  for (const claim of claims) {
    const origin = formatOrigin(claim.origin);
    for (const value of claim.targets) {
      const seen = origins.get(value);
      if (seen === undefined) origins.set(value, new Set([origin]));
      else seen.add(origin);
    }
  }
  return [...origins].map(([value, from]) => ({ value, origins: [...from].sort() })).sort(byValue);
}

function singleTarget(
  claims: readonly Claim[],
  targets: readonly Target[],
  conflicts: ObjectProblem[],
): Target[] {
  const first = claims[0];
  const winner = first === undefined ? undefined : [...first.targets].sort()[0];
  for (const claim of claims) {
    const lost = claim.targets.filter((value) => value !== winner);
    if (lost.length === 0) continue;
    conflicts.push({
      code: 'SKY_CNAME_SEVERAL',
      message: `The name ${claim.name} is a CNAME to ${winner}; ${lost.join(', ')} cannot be added, for a name has one CNAME.`,
      hint: 'Give the name one target, or addresses instead of names.',
      origin: claim.origin,
      name: claim.name,
    });
  }
  return targets.filter((target) => target.value === winner);
}

function lowestTtl(claims: readonly Claim[]): number | undefined {
  let lowest: number | undefined;
  for (const { ttl } of claims) {
    if (ttl !== undefined && (lowest === undefined || ttl < lowest)) lowest = ttl;
  }
  return lowest;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
