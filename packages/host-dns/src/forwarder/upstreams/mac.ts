import type { Result } from '@skywriter/core';
import { success } from '@skywriter/core';
import type { Machine } from '../../machine/machine.ts';
import { printed } from '../../machine/shell.ts';
import { type MacSnapshot, snapshotMac } from '../../macos/snapshot.ts';

const INTERFACES = ['en0', 'en1', 'en2', 'en3', 'en4', 'en5', 'en6', 'en7'];

/** What macOS asks now, and what the leases of its interfaces name, which stay while other servers are set. */
export async function macUpstreams(machine: Machine): Promise<Result<readonly string[]>> {
  const snapshot = await snapshotMac(machine);
  if (!snapshot.ok) return snapshot;
  const leases: string[] = [];
  for (const name of INTERFACES) {
    const listed = await printed(machine, '/usr/sbin/ipconfig', ['getoption', name, 'domain_name_server']);
    leases.push(...(listed ?? '').split(/[\s,]+/).filter((text) => text !== ''));
  }
  return success([...serversOf(snapshot.value), ...leases]);
}

/** Of resolvers for everything; those of a domain are nobody's to ask for the rest. */
export function serversOf({ resolvers }: MacSnapshot): readonly string[] {
  return resolvers.filter(({ domain }) => domain === undefined).flatMap(({ servers }) => servers);
}
