import type { Addresses } from '../machine/machine.ts';

/** What somebody answered, in words: `192.0.2.1, 192.0.2.2`, `nothing`, `a failure (SERVFAIL)`. */
export function inWords(addresses: Addresses): string {
  if (addresses.is === 'none') return 'nothing';
  if (addresses.is === 'failed') return `a failure (${addresses.reason})`;
  return addresses.addresses.join(', ');
}

/** Whether both say the same; the order of addresses, and how often each is said, mean nothing. */
export function sameOutcome(a: Addresses, b: Addresses): boolean {
  if (a.is !== 'found' || b.is !== 'found') return a.is === b.is;
  return setText(a.addresses) === setText(b.addresses);
}

function setText(addresses: readonly string[]): string {
  return [...new Set(addresses)].sort().join();
}
