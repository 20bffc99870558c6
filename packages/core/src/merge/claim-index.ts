import { type Claim, objectKey } from '../claim/claim.ts';
import type { Name } from '../name/name.ts';

/**
 * All claims, by object and by name. Replacing one object's claims costs what that object claims, however
 * many others there are.
 */
export class ClaimIndex {
  readonly #byObject = new Map<string, readonly Claim[]>();
  readonly #byName = new Map<Name, readonly Claim[]>();

  /** Replaces what one object claims; returns the names for which that makes a difference, with all claims before. */
  replace(object: string, claims: readonly Claim[]): Map<Name, readonly Claim[]> {
    const dirty = new Map<Name, readonly Claim[]>();
    const differences = differing(this.#byObject.get(object) ?? [], claims);
    if (claims.length === 0) this.#byObject.delete(object);
    else this.#byObject.set(object, claims);
    const added = groupByName(claims);
    for (const name of differences) {
      dirty.set(name, this.of(name));
      const others = this.of(name).filter((claim) => objectKey(claim.origin.object) !== object);
      const now = [...others, ...(added.get(name) ?? [])];
      if (now.length === 0) this.#byName.delete(name);
      else this.#byName.set(name, now);
    }
    return dirty;
  }

  of(name: Name): readonly Claim[] {
    return this.#byName.get(name) ?? [];
  }

  names(): Iterable<Name> {
    return this.#byName.keys();
  }
}

function groupByName(claims: readonly Claim[]): Map<Name, Claim[]> {
  const groups = new Map<Name, Claim[]>();
  for (const claim of claims) {
    const group = groups.get(claim.name);
    if (group === undefined) groups.set(claim.name, [claim]);
    else group.push(claim);
  }
  return groups;
}

function differing(before: readonly Claim[], after: readonly Claim[]): Set<Name> {
  const old = groupByName(before);
  const now = groupByName(after);
  const names = new Set<Name>();
  for (const [name, claims] of now) {
    if (!sameClaims(old.get(name) ?? [], claims)) names.add(name);
  }
  for (const name of old.keys()) {
    if (!now.has(name)) names.add(name);
  }
  return names;
}

function sameClaims(a: readonly Claim[], b: readonly Claim[]): boolean {
  return a.length === b.length && a.every((claim, index) => sameClaim(claim, b[index]));
}

function sameClaim(a: Claim, b: Claim | undefined): boolean {
  return (
    b !== undefined &&
    a.type === b.type &&
    a.ttl === b.ttl &&
    a.origin.rule === b.origin.rule &&
    a.because === b.because &&
    a.origin.object.createdAt === b.origin.object.createdAt &&
    sameTexts(a.targets, b.targets) &&
    sameTexts(a.outputs ?? [], b.outputs ?? [])
  );
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
