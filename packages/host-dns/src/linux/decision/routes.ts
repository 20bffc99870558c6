import { BlockList, isIPv6 } from 'node:net';
import type { Route } from '../snapshot.ts';

/** The link that leads to an address: the longest prefix, then the least metric; undefined where none does. */
export function linkTowards(routes: readonly Route[], address: string): string | undefined {
  const matching = routes
    .map((route) => ({ route, length: matchLength(route.to, address) }))
    .filter(({ length }) => length >= 0)
    .sort((a, b) => b.length - a.length || a.route.metric - b.route.metric);
  return matching[0]?.route.link;
}

/** The length of the prefix where the address is in it, else -1. */
function matchLength(to: string, address: string): number {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const [prefix = '', length = family === 'ipv6' ? '128' : '32'] = (
    to === 'default' ? '0.0.0.0/0' : to
  ).split('/');
  if (isIPv6(prefix) !== (family === 'ipv6')) return -1;
  const block = new BlockList();
  block.addSubnet(prefix, Number(length), family);
  return block.check(address, family) ? Number(length) : -1;
}
