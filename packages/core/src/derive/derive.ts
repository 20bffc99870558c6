import type { Claim } from '../claim/claim.ts';
import { type Result, success } from '../problem.ts';
import { translator } from './nat64.ts';
import { reverseClaims } from './reverse.ts';

/** What follows from what objects claim. */
export interface DeriveOptions {
  /** PTR records for all addresses, unless an object says otherwise. ExternalDNS: `--create-ptr`. */
  readonly createPtr?: boolean;
  /** Prefixes of NAT64 (RFC 6052), each a /96: A records for AAAA records in them. ExternalDNS: `--nat64-networks`. */
  readonly nat64Networks?: readonly string[];
}

/** The claims that follow from those of one object, without these. */
export type Derive = (claims: readonly Claim[]) => readonly Claim[];

/** Problem: `SKY_NAT64_NETWORK`. */
export function deriver({ createPtr = false, nat64Networks = [] }: DeriveOptions): Result<Derive> {
  const translate = translator(nat64Networks);
  if (!translate.ok) return translate;
  return success((claims) => {
    const translated = translate.value(claims);
    return [...translated, ...reverseClaims([...claims, ...translated], createPtr)];
  });
}
