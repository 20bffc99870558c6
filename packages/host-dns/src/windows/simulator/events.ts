import type { Family } from '../snapshot.ts';
import {
  NONE,
  type SimulatedAdapter,
  type SimulatedRule,
  simulatedAdapter,
  type WindowsWorld,
} from './world.ts';

/** What happens to a machine from outside. */
export function reboot(world: WindowsWorld): void {
  world.boots += 1;
  for (const rules of [world.localRules, world.policyRules ?? new Map()]) {
    for (const [key, { volatile }] of rules) if (volatile) rules.delete(key);
  }
  for (const adapter of world.adapters) if (adapter.status !== 'Not Present') adapter.ifIndex += 100;
}

/** Cable out, or out of reach of the network. */
export function disconnect(adapter: SimulatedAdapter): void {
  adapter.status = 'Disconnected';
  adapter.defaultRoute = false;
}

export function disable(adapter: SimulatedAdapter): void {
  adapter.status = 'Disabled';
  adapter.defaultRoute = false;
}

/** Pulled out; its keys stay in the registry unless its driver goes too. */
export function remove(adapter: SimulatedAdapter, driver: 'stays' | 'goes'): void {
  adapter.status = 'Not Present';
  adapter.defaultRoute = false;
  adapter.registered = driver === 'stays';
}

export function comeBack(adapter: SimulatedAdapter): void {
  adapter.status = 'Up';
  adapter.registered = true;
  adapter.defaultRoute = true;
  adapter.ifIndex += 1000;
}

/** Another wireless network: Windows changes to the servers that it remembers for it. */
export function join(adapter: SimulatedAdapter, ssid: string): void {
  if (adapter.wireless === undefined || adapter.wireless.ssid === ssid) return;
  adapter.wireless.ssid = ssid;
  adapter.static = NONE;
  adapter.profile = adapter.wireless.remembered.get(ssid) ?? NONE;
}

export function renewLease(adapter: SimulatedAdapter, servers: readonly string[]): void {
  adapter.dhcp = { ...adapter.dhcp, ipv4: servers };
}

/** Sleep, and what DHCP gives to the adapters that are up when the machine wakes. */
export function sleep(world: WindowsWorld, servers: readonly string[]): void {
  for (const adapter of world.adapters) {
    if (adapter.status === 'Up' && adapter.dhcp.ipv4.length > 0) renewLease(adapter, servers);
  }
}

const VPN_RULE = '{vpn-of-the-company}';

/** A VPN makes its adapter, with servers of its own, and a rule that sends every name there. */
export function vpnUp(world: WindowsWorld, server: string): SimulatedAdapter {
  vpnDown(world);
  const adapter = simulatedAdapter({
    name: 'Corp VPN',
    description: 'WireGuard Tunnel',
    addresses: ['10.8.0.2/24'],
    static: { ipv4: [server], ipv6: [] },
    dhcp: NONE,
  });
  const rule: SimulatedRule = {
    volatile: false,
    namespaces: ['.'],
    servers: [server],
    displayName: '',
    comment: '',
  };
  world.adapters.push(adapter);
  (world.policyRules ?? world.localRules).set(VPN_RULE, rule);
  return adapter;
}

/** It takes along what it made, and nothing else. */
export function vpnDown(world: WindowsWorld): void {
  const index = world.adapters.findIndex(({ name }) => name === 'Corp VPN');
  if (index >= 0) world.adapters.splice(index, 1);
  world.localRules.delete(VPN_RULE);
  world.policyRules?.delete(VPN_RULE);
}

/** `Set-DnsClientServerAddress -ServerAddresses`: one family, and for the wireless network it is in. */
export function setServers(
  world: WindowsWorld,
  adapter: SimulatedAdapter,
  family: Family,
  servers: readonly string[],
): void {
  adapter.static = { ...adapter.static, [family]: servers };
  remember(adapter, family, servers);
  if (adapter.wireless !== undefined && world.copiesToProfile) {
    adapter.profile = { ...adapter.profile, [family]: servers };
  }
}

/** `Set-DnsClientServerAddress -ResetServerAddresses`: both families, in the wireless network it is in. */
export function resetServers(adapter: SimulatedAdapter): void {
  adapter.static = NONE;
  adapter.profile = NONE;
  remember(adapter, 'ipv4', []);
  remember(adapter, 'ipv6', []);
}

export function remember(adapter: SimulatedAdapter, family: Family, servers: readonly string[]): void {
  const { wireless } = adapter;
  if (wireless === undefined) return;
  wireless.remembered.set(wireless.ssid, {
    ...(wireless.remembered.get(wireless.ssid) ?? NONE),
    [family]: servers,
  });
}

/** The administrator gives the machine rules, or only the key for them, or takes both away. */
export function policyComes(world: WindowsWorld, rules: Readonly<Record<string, string>> = {}): void {
  world.policyRules ??= new Map();
  for (const [namespace, server] of Object.entries(rules)) {
    const rule = {
      volatile: false,
      namespaces: [namespace],
      servers: [server],
      displayName: '',
      comment: '',
    };
    world.policyRules.set(`{policy-${namespace}}`, rule);
  }
}

/** Windows removes the rules, and their key once it is empty. */
export function policyGoes(world: WindowsWorld): void {
  for (const key of world.policyRules?.keys() ?? []) {
    if (key.startsWith('{policy-')) world.policyRules?.delete(key);
  }
  if (world.policyRules?.size === 0) world.policyRules = undefined;
}
