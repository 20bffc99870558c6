import type { Problem } from '@skywriter/core';
import type { HostEntry } from '../platform/host-dns.ts';
import { linesOutside } from './block.ts';

/** One line for each address: `172.19.1.100 k2s.registry.local`. */
export function linesFor(entries: readonly HostEntry[]): readonly string[] {
  return entries.map(({ address, names }) => [address, ...names].join(' '));
}

/**
 * What stands in the way of our entries: the same name with another address of that family outside of our
 * block, since which of them a program gets depends on the system. Problem: `SKY_HOSTS_CONFLICT`.
 */
export function conflicts(content: Uint8Array, entries: readonly HostEntry[]): readonly Problem[] {
  const ours = new Map<string, string>();
  for (const { address, names } of entries) {
    for (const name of names) ours.set(keyOf(name, address), address);
  }
  const found: Problem[] = [];
  for (const line of linesOutside(content)) {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (address === undefined || address === '') continue;
    for (const name of names) {
      const wanted = ours.get(keyOf(name, address));
      if (wanted !== undefined && wanted !== address)
        found.push(conflict(name.toLowerCase(), address, wanted));
    }
  }
  return found;
}

/** Names of ours that other lines have with the same address: needless now, and wrong after a reset. */
export function repeated(content: Uint8Array, entries: readonly HostEntry[]): readonly string[] {
  const ours = new Set(entries.flatMap(({ address, names }) => names.map((name) => `${address} ${name}`)));
  const found = linesOutside(content).flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    return names.map((name) => name.toLowerCase()).filter((name) => ours.has(`${address} ${name}`));
  });
  return [...new Set(found)];
}

function keyOf(name: string, address: string): string {
  return `${name.toLowerCase().replace(/\.$/, '')} ${address.includes(':') ? 6 : 4}`;
}

function conflict(name: string, address: string, wanted: string): Problem {
  return {
    code: 'SKY_HOSTS_CONFLICT',
    message: `The hosts file has ${JSON.stringify(name)} as ${address} already, and shall have it as ${wanted}.`,
    hint: 'Remove the other line, if nobody needs it: programs may get either address.',
  };
}
