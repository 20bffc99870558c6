import type { RegistryType } from './affix.ts';

/** What one key says in ExternalDNS's TXT registry. */
export interface Claim {
  /** The name whose records it speaks for, as a name in the key tree. */
  readonly name: string;
  readonly type: RegistryType;
  readonly owner: string;
  /** Whether that owner is ours. */
  readonly ours: boolean;
}

/** Whose records of one type are: ours by the key that says so, or somebody else's. */
export type Judgement =
  | { readonly ours: true; readonly by: string }
  | { readonly ours: false; readonly owner: string };

interface TypeClaims {
  /** Keys. */
  readonly ours: Set<string>;
  /** How many keys of each other owner. */
  readonly others: Map<string, number>;
}

const NOBODY: Judgement = { ours: false, owner: '' };

/** All that the TXT registry says of one name. Adding, removing and judging cost the same however much it is. */
export class Claims {
  readonly #byType = new Map<RegistryType, TypeClaims>();

  add({ type, owner, ours }: Claim, key: string): void {
    let claims = this.#byType.get(type);
    if (claims === undefined) {
      claims = { ours: new Set(), others: new Map() };
      this.#byType.set(type, claims);
    }
    if (ours) claims.ours.add(key);
    else claims.others.set(owner, (claims.others.get(owner) ?? 0) + 1);
  }

  delete({ type, owner, ours }: Claim, key: string): void {
    const claims = this.#byType.get(type);
    if (claims === undefined) return;
    const rest = (claims.others.get(owner) ?? 0) - 1;
    if (ours) claims.ours.delete(key);
    else if (rest > 0) claims.others.set(owner, rest);
    else claims.others.delete(owner);
    if (claims.ours.size === 0 && claims.others.size === 0) this.#byType.delete(type);
  }

  get empty(): boolean {
    return this.#byType.size === 0;
  }

  /**
   * Whose the records of one of these types are. As in ExternalDNS, entries without a type count only where
   * there are none with one, and not for AAAA. Where two owners claim them, they are not ours: ExternalDNS
   * takes the entry whose random key happens to be last.
   */
  judge(types: readonly RegistryType[]): Judgement {
    const typed = types.flatMap((type) => this.#byType.get(type) ?? []);
    const untyped = types.includes('AAAA') ? undefined : this.#byType.get('');
    const found = typed.length > 0 || untyped === undefined ? typed : [untyped];
    for (const { others } of found) for (const owner of others.keys()) return { ours: false, owner };
    for (const { ours } of found) for (const key of ours) return { ours: true, by: key };
    return NOBODY;
  }
}

export function sameJudgement(one: Judgement, other: Judgement): boolean {
  if (one.ours || other.ours) return one.ours && other.ours;
  return one.owner === other.owner;
}

export function judge(claims: Claims | undefined, types: readonly RegistryType[]): Judgement {
  return claims?.judge(types) ?? NOBODY;
}
