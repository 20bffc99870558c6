import { effectiveOf } from './lookup.ts';
import type { SimulatedAdapter, SimulatedRule, WindowsWorld } from './world.ts';

/** What the snapshot script would write on this machine. */
export function seenBy(world: WindowsWorld) {
  const rules = world.policyRules ?? world.localRules;
  return {
    elevated: world.elevated,
    languageMode: world.languageMode,
    bootCount: String(world.boots),
    bootTime: world.bootTime,
    dnscache: world.dnscache,
    adapters: world.adapters.filter(isSeen).map(adapterSeen),
    localRules: rulesSeen(world.localRules),
    policyKey: world.policyRules !== undefined,
    policyRules: rulesSeen(world.policyRules ?? new Map()),
    effectiveRules: [...rules.values()].map(({ namespaces, servers }) => ({ namespaces, servers })),
    smartNameResolutionOff: false,
    encryptedDns: '/',
    routes: ['0.0.0.0/0', '172.19.1.0/24'],
    port53: [],
    tasks: [...world.tasks.keys()],
    wslConfig: '',
  };
}

/** The network that a wireless adapter is in. */
export function networkOf({ status, wireless }: SimulatedAdapter): string {
  return status === 'Up' ? (wireless?.ssid ?? '') : '';
}

/** An adapter that is not there is seen only where something is set for it. */
function isSeen(adapter: SimulatedAdapter): boolean {
  if (adapter.status !== 'Not Present') return true;
  const lists = [adapter.static, adapter.profile].flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]);
  return adapter.registered && lists.length > 0;
}

function adapterSeen(adapter: SimulatedAdapter) {
  const running = adapter.status === 'Up' || adapter.status === 'Disconnected';
  const family = (name: 'ipv4' | 'ipv6') => ({
    bound: running && adapter.bound[name],
    effective: running ? effectiveOf(adapter, name) : [],
    static: adapter.static[name],
    profile: adapter.profile[name],
    dhcp: adapter.dhcp[name],
  });
  return {
    // As Get-NetAdapter writes it; the registry has it in small letters.
    guid: adapter.guid.toUpperCase(),
    name: adapter.name,
    description: adapter.description,
    mac: adapter.mac,
    status: adapter.status,
    hidden: adapter.status === 'Not Present',
    wireless: adapter.wireless !== undefined,
    network: networkOf(adapter),
    defaultRoute: adapter.defaultRoute,
    addresses: running ? adapter.addresses : [],
    ipv4: family('ipv4'),
    ipv6: family('ipv6'),
  };
}

function rulesSeen(rules: ReadonlyMap<string, SimulatedRule>) {
  return [...rules].map(([key, { namespaces, servers, comment, displayName }]) => ({
    key,
    namespaces,
    servers,
    comment,
    displayName,
  }));
}
