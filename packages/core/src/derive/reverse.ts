import type { Claim } from '../claim/claim.ts';
import type { Name } from '../name/name.ts';
import { reverseName } from '../name/reverse.ts';
import { isWildcard } from '../name/tree.ts';
import { type Address, parseAddress } from '../record/address.ts';

/**
 * PTR records from the addresses of one object back to the names, where the object asks for them, or where
 * it says nothing and they are made `byDefault`. A wildcard is no name that an address could have.
 */
export function reverseClaims(claims: readonly Claim[], byDefault: boolean): Claim[] {
  const found = new Map<Name, Claim>();
  for (const claim of claims) {
    if (!(claim.reverse ?? byDefault) || isWildcard(claim.name)) continue;
    for (const address of addressesOf(claim)) {
      const name = reverseName(address);
      const before = found.get(name);
      found.set(name, before === undefined ? backTo(claim, name, address) : withTarget(before, claim));
    }
  }
  return [...found.values()];
}

function backTo({ name: target, ttl, origin, reverse, outputs }: Claim, name: Name, back: Address): Claim {
  return {
    name,
    type: 'PTR',
    targets: [target],
    ttl,
    origin: { ...origin, rule: `${origin.rule}, PTR` },
    ...(reverse !== undefined && { reverse }),
    ...(outputs !== undefined && { outputs }),
    back,
  };
}

/** The TTL is the same: it is the object's. */
function withTarget(claim: Claim, { name }: Claim): Claim {
  return { ...claim, targets: [...new Set([...claim.targets, name])].sort() };
}

export function addressesOf({ type, targets }: Pick<Claim, 'type' | 'targets'>): Address[] {
  if (type !== 'A' && type !== 'AAAA') return [];
  return targets.flatMap((text) => {
    const address = parseAddress(text);
    return address.ok ? [address.value] : [];
  });
}
