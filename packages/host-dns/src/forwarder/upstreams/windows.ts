import type { Result } from '@skywriter/core';
import { success } from '@skywriter/core';
import type { Machine } from '../../machine/machine.ts';
import { effectiveServers } from '../../windows/carriers.ts';
import { windowsPlatform } from '../../windows/platform.ts';
import { families, type WindowsSnapshot } from '../../windows/snapshot.ts';

/** What the networks of this machine bring along: a lease stays in the registry while other servers are set. */
export async function windowsUpstreams(
  machine: Machine,
  platform = windowsPlatform(),
): Promise<Result<readonly string[]>> {
  const snapshot = await platform.snapshot(machine);
  return snapshot.ok ? success(serversOf(snapshot.value)) : snapshot;
}

/** Of adapters that are up, those that lead anywhere first. */
export function serversOf({ adapters }: WindowsSnapshot): readonly string[] {
  const up = adapters.filter(({ status, hidden }) => status === 'Up' && !hidden);
  const inOrder = up.toSorted((a, b) => Number(b.defaultRoute) - Number(a.defaultRoute));
  return inOrder.flatMap((adapter) =>
    families.flatMap((family) => [...effectiveServers(adapter, family), ...adapter[family].dhcp]),
  );
}
