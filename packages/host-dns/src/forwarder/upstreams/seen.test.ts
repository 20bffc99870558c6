import { expect, test } from 'vitest';
import type { MacSnapshot } from '../../macos/snapshot.ts';
import { adapterSeen, nothingSet, snapshotOf } from '../../windows/testing/snapshots.ts';
import { parseDeviceServers } from './linux.ts';
import { serversOf as onMac } from './mac.ts';
import { serversOf as onWindows } from './windows.ts';

test('NetworkManager: of each device, IPv6 with escaped colons', () => {
  expect(parseDeviceServers('10.1.1.1 | 10.1.1.2\n2001\\:db8\\:\\:53\n\n\n')).toEqual([
    '10.1.1.1',
    '10.1.1.2',
    '2001:db8::53',
  ]);
});

test('Windows: the lease is seen behind the proxy, and what is down or hidden is not', () => {
  const proxied = { ...nothingSet, effective: ['127.0.0.1'], static: ['127.0.0.1'], dhcp: ['10.0.0.53'] };
  const placeholder = { ...nothingSet, effective: ['fec0:0:0:ffff::1'] };
  const snapshot = snapshotOf({
    adapters: [
      adapterSeen({
        name: 'Switch',
        defaultRoute: false,
        ipv4: { ...nothingSet, effective: ['172.19.1.100'] },
      }),
      adapterSeen({ name: 'Ethernet', ipv4: proxied, ipv6: placeholder }),
      adapterSeen({ name: 'Away', status: 'Disconnected' }),
      adapterSeen({ name: 'Hidden', hidden: true }),
    ],
  });
  expect(onWindows(snapshot)).toEqual(['127.0.0.1', '10.0.0.53', '172.19.1.100']);
});

test('macOS: resolvers of a domain are not for the rest', () => {
  const resolver = { domain: undefined, servers: ['10.0.0.53'], port: 53, scoped: false };
  const snapshot: MacSnapshot = {
    elevated: true,
    bootId: 'boot',
    location: 'Automatic',
    services: [],
    resolvers: [resolver, { ...resolver, domain: 'cluster.local', servers: ['172.19.1.100'] }],
    resolverFolder: true,
    resolverFiles: {},
    daemons: [],
    routes: [],
    hosts: undefined,
  };
  expect(onMac(snapshot)).toEqual(['10.0.0.53']);
});
