import { type Claim, objectKey, originObject, parseOrigin } from '../claim/claim.ts';
import type { Name } from '../name/name.ts';
import type { Kind } from '../object/object.ts';
import type { RecordSet } from '../record/record-set.ts';

/** What is known completely. */
export interface Known {
  /** Whether all objects of the kind are. */
  readonly objects: (kind: Kind) => boolean;
  /** Whether everything is that objects of the kind refer to. */
  readonly references: (kind: Kind) => boolean;
  /** Whether everything is that one object asks for. */
  readonly claims: (object: string) => boolean;
  /** Whether everything is that any object asks for. */
  readonly everything: () => boolean;
}

/** A claim that is made again of what is there. */
export interface HeldClaim extends Claim {
  /** Its object is known and has no targets; otherwise nobody knows what the object asks for. */
  readonly lacking: boolean;
}

/**
 * Hold-last-good, made of what is there: for every object that claims the name and lacks targets just now,
 * all or some, and for every object that is not known completely, what its records say stays claimed. So a
 * load balancer that blinks, a list or template that fails, or a restart without an API server takes nothing
 * away, and no memory of our own is needed for it: provenance is stored with the records. A PTR record stays
 * while the name that it leads to lacks targets.
 */
export function heldClaims(
  claims: readonly Claim[],
  recordSets: readonly RecordSet[],
  known: Known,
  claimsTo: (name: Name) => readonly Claim[],
): HeldClaim[] {
  if (recordSets.length === 0) return [];
  const live = objectsOf(claims.filter(({ targets }) => targets.length > 0));
  const held: HeldClaim[] = [];
  for (const set of recordSets) {
    for (const target of set.targets) {
      const pending = pendingObjects(
        set.type === 'PTR' ? [...claims, ...claimsTo(target.value as Name)] : claims,
      );
      for (const text of target.origins) {
        const origin = parseOrigin(text);
        if (origin === undefined) continue;
        const key = originObject(text);
        const { kind } = origin.object;
        const isKnown = known.objects(kind) && known.claims(key);
        // Of an object whose references are missing the targets may be too few, or some of its names.
        if (known.references(kind) && !pending.has(key) && (live.has(key) || isKnown)) continue;
        const because = pending.get(key);
        held.push({
          name: set.name,
          type: set.type,
          targets: [target.value],
          ttl: set.ttl,
          origin,
          lacking: isKnown && known.references(kind) && pending.has(key),
          ...(because !== undefined && { because }),
        });
      }
    }
  }
  return held;
}

/** The objects that lack targets, all of them or some, and why if they say so. */
function pendingObjects(claims: readonly Claim[]): ReadonlyMap<string, string | undefined> {
  const pending = claims.filter(({ targets }) => targets.length === 0);
  return new Map(pending.map(({ origin, because }) => [objectKey(origin.object), because]));
}

function objectsOf(claims: readonly Claim[]): ReadonlySet<string> {
  return new Set(claims.map(({ origin }) => objectKey(origin.object)));
}
