import { failure, type Problem, type Result, success } from '@skywriter/core';
import type { HostDns } from '../platform/host-dns.ts';
import type { Part } from '../platform/part.ts';
import type { Step } from '../platform/platform.ts';
import { effectiveServers, rolesOf } from './carriers.ts';
import { ADAPTER_DNS, adapterTarget } from './kinds/adapter.ts';
import { families, familyOf, type WindowsAdapter, type WindowsSnapshot } from './snapshot.ts';

/** All that leads anywhere is pointed at the proxy, in each family for which the proxy has an address. */
export function planAdapters(snapshot: WindowsSnapshot, wanted: HostDns): Result<Part> {
  const port = wanted.servers.find((server) => server.port !== 53);
  if (port !== undefined) {
    return failure(
      'SKY_HOST_PORT',
      `Adapters are asked at port 53 only, and the proxy ${port.address} listens at ${port.port}.`,
      'Let the proxy listen at port 53 of this address.',
    );
  }
  const servers = wanted.servers.map(({ address }) => address);
  const roles = rolesOf(snapshot, servers, wanted.adapters);
  const missing = wanted.adapters?.find(
    (name) => !snapshot.adapters.some((adapter) => adapter.name === name),
  );
  if (missing !== undefined) {
    return failure(
      'SKY_HOST_ADAPTER',
      `There is no adapter ${JSON.stringify(missing)}.`,
      `Name one of these: ${roles.map(({ adapter }) => JSON.stringify(adapter.name)).join(', ')}.`,
    );
  }
  const chosen = roles
    .filter(({ role }) => role === 'carrier' || role === 'named')
    .map(({ adapter }) => adapter);
  if (chosen.length === 0) {
    return failure(
      'SKY_HOST_ADAPTER',
      'No adapter that is up leads anywhere, so there is none to point at the proxy.',
      'Connect the machine, or name an adapter with --adapter.',
    );
  }
  return success({
    backend: 'adapters',
    steps: chosen.flatMap((adapter) => adapterSteps(adapter, servers)),
    warnings: [
      ...chosen.flatMap((adapter) => bypass(adapter, servers)),
      ...roles.filter(({ role }) => role === 'unreadable').map(({ adapter }) => unreadable(adapter)),
    ],
    facts: roles.map(({ adapter, role }) => `${JSON.stringify(adapter.name)}=${role}`),
  });
}

function adapterSteps(adapter: WindowsAdapter, servers: readonly string[]): readonly Step[] {
  return families.flatMap((family) => {
    const own = servers.filter((address) => familyOf(address) === family);
    if (own.length === 0 || !adapter[family].bound) return [];
    const setting = { kind: ADAPTER_DNS, target: adapterTarget(adapter, family) };
    return [{ setting, desired: { static: own, profile: [] } }];
  });
}

/** A family without a proxy keeps its servers, and Windows asks them too: they see all names, and may answer first. */
function bypass(adapter: WindowsAdapter, servers: readonly string[]): readonly Problem[] {
  return families
    .filter((family) => !servers.some((address) => familyOf(address) === family))
    .filter((family) => effectiveServers(adapter, family).length > 0)
    .map((family) => ({
      code: 'SKY_HOST_BYPASS',
      message: `Adapter ${JSON.stringify(adapter.name)} keeps its ${family === 'ipv6' ? 'IPv6' : 'IPv4'} servers ${effectiveServers(adapter, family).join(', ')}, which bypass the proxy.`,
      hint: `Let the proxy listen at ${family === 'ipv6' ? '::1' : '127.0.0.1'} as well, and name it as a server.`,
    }));
}

function unreadable(adapter: WindowsAdapter): Problem {
  return {
    code: 'SKY_HOST_ADAPTER',
    message: `Adapter ${JSON.stringify(adapter.name)} has servers that could not be given back, so it stays as it is.`,
    hint: 'Write its servers anew, as plain addresses.',
  };
}
