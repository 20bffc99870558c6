import type { Claim } from '../claim/claim.ts';
import type { Name } from '../name/name.ts';
import type { RecordSet } from '../record/record-set.ts';

/** Longer chains are no loop but no use either: CoreDNS follows 10 (plugin/backend_lookup.go). */
const LONGEST = 16;

/** The names of the CNAME loop that `name` is part of, beginning with it; undefined if it is in none. */
export function cnameLoop(
  name: Name,
  recordSets: readonly RecordSet[],
  at: (name: Name) => readonly RecordSet[],
): readonly Name[] | undefined {
  const chain: Name[] = [name];
  let next = cnameTarget(recordSets);
  while (next !== undefined && chain.length <= LONGEST) {
    if (next === name) return chain;
    if (chain.includes(next)) return undefined;
    chain.push(next);
    next = cnameTarget(at(next));
  }
  return undefined;
}

/** Where a name's CNAME points; undefined if it has none. */
function cnameTarget(recordSets: readonly RecordSet[]): Name | undefined {
  // A CNAME target is a name by its type's definition (see Target.value).
  return recordSets.find((set) => set.type === 'CNAME')?.targets[0]?.value as Name | undefined;
}

/**
 * The names that a change of CNAME claims at `name` may put into a loop or free from one: all that lie on
 * the way from it back to it, before or after the change.
 */
export function loopMates(
  name: Name,
  claims: readonly Claim[],
  claimsTo: (name: Name) => readonly Claim[],
): ReadonlySet<Name> {
  const reached = new Set<Name>();
  const open = claimedCnames(claims);
  for (let next = open.pop(); next !== undefined && reached.size < LONGEST; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    if (next !== name) open.push(...claimedCnames(claimsTo(next)));
  }
  return reached.has(name) ? reached : new Set();
}

function claimedCnames(claims: readonly Claim[]): Name[] {
  return claims.filter(({ type }) => type === 'CNAME').flatMap(({ targets }) => targets as readonly Name[]);
}
