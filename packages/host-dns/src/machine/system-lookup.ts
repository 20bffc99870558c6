import { lookup } from 'node:dns/promises';
import { parseAddress } from '@skywriter/core';
import { reasonOf } from './file-problem.ts';
import type { Addresses, Question } from './machine.ts';

/**
 * Asks as the programs of this machine do, by getaddrinfo; `dns.resolve` would ask the first server by
 * itself, past NRPT, nss-resolve and /etc/resolver. The dot at the end keeps search lists out.
 */
export async function systemLookUp({ name, type }: Question): Promise<Addresses> {
  try {
    const found = await lookup(`${name}.`, { all: true, family: type === 'A' ? 4 : 6 });
    const addresses = found.map(({ address }) => canonical(address)).sort();
    return addresses.length === 0 ? { is: 'none' } : { is: 'found', addresses };
  } catch (error) {
    const reason = reasonOf(error);
    return reason === 'ENOTFOUND' || reason === 'ENODATA' ? { is: 'none' } : { is: 'failed', reason };
  }
}

/** One address is one text, however the system or a server writes it. */
export function canonical(address: string): string {
  const parsed = parseAddress(address);
  return parsed.ok ? parsed.value.text : address;
}
