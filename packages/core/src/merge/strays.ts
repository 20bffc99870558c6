import type { Claim } from '../claim/claim.ts';
import type { Name } from '../name/name.ts';
import { byValue, type RecordSet } from '../record/record-set.ts';
import type { Known } from './hold.ts';

export interface StrayContext {
  /** All claims to the name. */
  readonly claims: readonly Claim[];
  /** What they make. */
  readonly merged: readonly RecordSet[];
  readonly known: Pick<Known, 'everything'>;
  readonly claimsTo: (name: Name) => readonly Claim[];
}

/**
 * What stands there without saying who asked for it, as ExternalDNS leaves it, and is not asked for. It may be
 * anybody's, so it stays until everything is known; and while nobody has targets for the name, but some object
 * that claims it may have had.
 */
export function heldStrays(there: readonly RecordSet[], context: StrayContext): RecordSet[] {
  const { merged } = context;
  const alone = [...merged, ...there].some(({ type }) => type === 'CNAME');
  if (merged.length > 0 && alone) return [];
  return there.flatMap((set) => {
    const wanted = new Set(merged.find(({ type }) => type === set.type)?.targets.map(({ value }) => value));
    const targets = set.targets.filter(
      ({ value, origins }) => origins.length === 0 && !wanted.has(value) && isHeld(set, value, context),
    );
    return targets.length === 0 ? [] : [{ ...set, targets }];
  });
}

function isHeld(set: RecordSet, value: string, { claims, merged, known, claimsTo }: StrayContext): boolean {
  if (!known.everything()) return true;
  const concerned = set.type === 'PTR' ? [...claims, ...claimsTo(value as Name)] : claims;
  return merged.length === 0 && concerned.some(({ targets }) => targets.length === 0);
}

/** Both together, by type. */
export function withStrays(merged: readonly RecordSet[], strays: readonly RecordSet[]): readonly RecordSet[] {
  if (strays.length === 0) return merged;
  const sets = new Map(merged.map((set) => [set.type, set]));
  for (const stray of strays) {
    const set = sets.get(stray.type);
    const targets = [...(set?.targets ?? []), ...stray.targets].sort(byValue);
    sets.set(stray.type, { ...(set ?? stray), targets });
  }
  return [...sets.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}
