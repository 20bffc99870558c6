import { readBlock } from '../hosts/block.ts';
import { hostsBlock } from '../hosts/kind.ts';
import { MARKER } from '../platform/host-dns.ts';
import type { Setting } from '../setting/setting.ts';
import { isOwnNetwork } from './carriers.ts';
import { ADAPTER_DNS, ADAPTER_PROFILE, adapterTarget } from './kinds/adapter.ts';
import { LASTING_RULE, LOCAL_RULE, POLICY_RULE } from './kinds/rules.ts';
import { TASK } from './kinds/task.ts';
import { families, type WindowsAdapter, type WindowsRule, type WindowsSnapshot } from './snapshot.ts';

const OURS = `${MARKER}-`;

/** What carries our marker, and adapters that point at these servers, up or down, visible or not. */
export function leftoversOnWindows(
  { adapters, localRules, policyRules, tasks, hosts }: WindowsSnapshot,
  servers: readonly string[],
  hostsPath: string,
): readonly Setting[] {
  const block = readBlock(hosts ?? new Uint8Array());
  return [
    ...localRules.flatMap(localRule),
    ...policyRules
      .filter(({ key }) => key.startsWith(OURS))
      .map(({ key }) => ({ kind: POLICY_RULE, target: key })),
    ...adapters
      .filter((adapter) => !isOwnNetwork(adapter, servers))
      .flatMap((adapter) => adapterLeftovers(adapter, servers)),
    ...tasks.filter((task) => task.startsWith(OURS)).map((target) => ({ kind: TASK, target })),
    ...(block.ok && block.value === undefined ? [] : [{ kind: hostsBlock.kind, target: hostsPath }]),
  ];
}

/** Ours by the name of its key, or, where Windows gave it one, by its comment. */
function localRule({ key, comment }: WindowsRule): readonly Setting[] {
  if (key.startsWith(OURS)) return [{ kind: LOCAL_RULE, target: key }];
  return comment.startsWith(OURS) ? [{ kind: LASTING_RULE, target: comment }] : [];
}

/** Static servers of somebody's own stay, when only those of the wireless network are ours. */
function adapterLeftovers(adapter: WindowsAdapter, servers: readonly string[]): readonly Setting[] {
  const points = (list: readonly string[]) => list.some((address) => servers.includes(address));
  return families.flatMap((family) => {
    const target = adapterTarget(adapter, family);
    const { static: fixed, profile } = adapter[family];
    if (points(fixed)) return [{ kind: ADAPTER_DNS, target }];
    return points(profile) ? [{ kind: ADAPTER_PROFILE, target }] : [];
  });
}
