import { type Name, parseName, unwrap } from '@skywriter/core';
import { manualClock } from '@skywriter/testbed';
import { createHostDns, type HostDnsEngine } from '../../engine/create.ts';
import { forgotten, type HostDns, type Mode } from '../../platform/host-dns.ts';
import { windowsPlatform } from '../platform.ts';
import { processOn } from '../simulator/machine.ts';
import {
  type SimulatedAdapter,
  simulatedAdapter,
  type WindowsWorld,
  windowsWorld,
} from '../simulator/world.ts';

const commands = {
  self: ['C:\\Program Files\\nodejs\\node.exe', 'skywriter', 'host', 'apply'],
  recover: ['C:\\Program Files\\nodejs\\node.exe', 'skywriter', 'host', 'recover'],
  reset: ['C:\\Program Files\\nodejs\\node.exe', 'skywriter', 'host', 'reset'],
};

let processes = 0;

/** A new process with the engine in it; it dies in the place of the change after `changes`. */
export function hostDnsOn(world: WindowsWorld, changes?: number): HostDnsEngine {
  processes += 1;
  const process = { clock: manualClock(), pid: processes, ...(changes === undefined ? {} : { changes }) };
  return createHostDns({ machine: processOn(world, process), platform: windowsPlatform(), commands });
}

export const name = (text: string): Name => unwrap(parseName(text));

/** The proxy of mode `adapter`, and the server of the cluster of mode `split`. */
export const PROXY = '172.19.1.1';
export const CLUSTER = '172.19.1.100';
export const CORPORATE = '10.0.0.53';

export function wanted(mode: Mode, more: Partial<HostDns> = {}): HostDns {
  const addresses = mode === 'adapter' ? [PROXY, '::1'] : [CLUSTER];
  return {
    ...forgotten,
    mode,
    domains: [name('cluster.local')],
    servers: addresses.map((address) => ({ address, port: 53 })),
    ...more,
  };
}

/** A laptop of a developer with K2s: cable, wireless, the switch of the cluster, and a server for each network. */
export function laptop(): {
  readonly world: WindowsWorld;
  readonly cable: SimulatedAdapter;
  readonly wireless: SimulatedAdapter;
} {
  const cable = simulatedAdapter({ name: 'Ethernet' });
  const wireless = simulatedAdapter({
    name: 'WLAN „Büro“',
    wireless: { ssid: 'office', remembered: new Map() },
    addresses: ['10.0.0.21/24'],
  });
  const kubeSwitch = simulatedAdapter({
    name: 'vEthernet (KubeSwitch)',
    description: 'Hyper-V Virtual Ethernet Adapter',
    defaultRoute: false,
    addresses: ['172.19.1.1/24'],
    static: { ipv4: [CLUSTER], ipv6: [] },
    dhcp: { ipv4: [], ipv6: [] },
  });
  const world = windowsWorld([cable, wireless, kubeSwitch]);
  world.servers.zones.set(CORPORATE, (query) => (query === 'git.corp.example' ? ['10.9.9.9'] : undefined));
  world.servers.zones.set(CLUSTER, (query) => (query.endsWith('cluster.local') ? [CLUSTER] : undefined));
  return { world, cable, wireless };
}

/** The proxy of the adapters: the cluster's names to the cluster, all else to where it came from. */
export function startProxy(world: WindowsWorld): void {
  const zone = (query: string) => {
    const next = query.endsWith('cluster.local') ? CLUSTER : CORPORATE;
    const answer = world.servers.ask(next, { name: query, type: 'A' });
    return answer.is === 'found' ? answer.addresses : undefined;
  };
  world.servers.zones.set(PROXY, zone);
  world.servers.zones.set('::1', zone);
}
