import type { WindowsAdapter, WindowsSnapshot } from '../snapshot.ts';

const none = { bound: true, effective: [], static: [], profile: [], dhcp: [] };

export function adapterSeen(more: Partial<WindowsAdapter> & Pick<WindowsAdapter, 'name'>): WindowsAdapter {
  return {
    guid: '{4d36e972-e325-11ce-bfc1-000000000001}',
    description: 'Synthetic Ethernet Controller',
    mac: '02-00-00-00-00-01',
    status: 'Up',
    hidden: false,
    wireless: false,
    network: '',
    defaultRoute: true,
    addresses: ['10.0.0.20/24'],
    ipv4: { ...none, effective: ['10.0.0.53'], dhcp: ['10.0.0.53'] },
    ipv6: none,
    ...more,
  };
}

export const nothingSet = none;

/** An ordinary machine: synthetic, as all here. */
export function snapshotOf(more: Partial<WindowsSnapshot> = {}): WindowsSnapshot {
  return {
    elevated: true,
    bootId: '7',
    bootCount: '7',
    bootTime: '2026-11-20T08:12:44.5000000Z',
    languageMode: 'FullLanguage',
    dnscache: { state: 'Running', startMode: 'Auto' },
    adapters: [adapterSeen({ name: 'Ethernet' })],
    localRules: [],
    policyKey: false,
    policyRules: [],
    effectiveRules: [],
    smartNameResolutionOff: false,
    encryptedDns: '/',
    routes: ['0.0.0.0/0', '172.19.1.0/24'],
    port53: [],
    tasks: [],
    wslConfig: '',
    hosts: new TextEncoder().encode('127.0.0.1 localhost\r\n'),
    ...more,
  };
}
