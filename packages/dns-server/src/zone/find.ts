import { TYPE } from '../message/codes.ts';
import { parentOf, type WireName, wildcardBelow } from '../message/wire-name.ts';
import type { Dependency } from './memory.ts';
import { type Node, rrsetOf, type Zone } from './zone.ts';

export type Found =
  /** The name exists, or a wildcard stands in for it. */
  | { readonly kind: 'node'; readonly node: Node }
  /** At or above the name another server takes over. */
  | { readonly kind: 'delegation'; readonly node: Node }
  | { readonly kind: 'missing' };

/**
 * Looks up a name of the zone: RFC 1034 §4.3.2 with the closest encloser of RFC 4592 §3.3.1. Every name
 * whose presence or content decided the result is noted in `seen`.
 */
export function find(zone: Zone, name: WireName, seen?: Dependency[]): Found {
  let encloser: Node | undefined;
  let delegation: Node | undefined;
  for (let up = name; ; up = parentOf(up)) {
    const node = zone.nodes.get(up);
    if (encloser === undefined) seen?.push({ name: up, revision: node?.revision ?? 0 });
    encloser ??= node;
    if (up === zone.origin) break;
    // The one nearest to the apex counts: what is below it is not ours to say.
    if (node !== undefined && rrsetOf(node, TYPE.NS) !== undefined) delegation = node;
  }
  if (delegation !== undefined) return { kind: 'delegation', node: delegation };
  if (encloser === undefined) return { kind: 'missing' };
  if (encloser.name === name) return { kind: 'node', node: encloser };
  const wildcard = wildcardBelow(encloser.name);
  const node = zone.nodes.get(wildcard);
  seen?.push({ name: wildcard, revision: node?.revision ?? 0 });
  return node === undefined ? { kind: 'missing' } : { kind: 'node', node };
}
