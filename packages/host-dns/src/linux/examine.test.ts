import { parseName, unwrap } from '@skywriter/core';
import { expect, test } from 'vitest';
import { forgotten, type HostDns } from '../platform/host-dns.ts';
import { linuxPlatform } from './platform.ts';
import { bridge, resolved, type Situation, snapshotOf, stub } from './testing/snapshots.ts';

const wanted: HostDns = {
  ...forgotten,
  domains: [unwrap(parseName('cluster.local'))],
  servers: [{ address: '172.19.1.100', port: 53 }],
};

const findings = (situation: Situation, what: HostDns = wanted) =>
  Object.fromEntries(
    linuxPlatform.examine(snapshotOf(situation), what).map(({ check, severity }) => [check, severity]),
  );
const healthy: Situation = { rc: stub, rcIs: 'link', resolved: resolved(260) };

test.each<readonly [string, Situation, HostDns, Record<string, string | undefined>]>([
  [
    'all is well',
    healthy,
    wanted,
    {
      'way to the servers': 'ok',
      'owner of resolv.conf': 'ok',
      'programs that ask by themselves': 'ok',
      'names below local': 'ok',
      leftovers: undefined,
    },
  ],
  ['no way', {}, wanted, { 'way to the servers': 'error', 'programs that ask by themselves': undefined }],
  ['resolved that is gone', { rc: stub }, wanted, { 'owner of resolv.conf': 'error' }],
  ['a link to nothing', { rcIs: 'dangling link', rc: '' }, wanted, { 'owner of resolv.conf': 'error' }],
  [
    'programs that ask themselves',
    { resolved: resolved(260), nss: 'files resolve dns' },
    wanted,
    { 'programs that ask by themselves': 'warning' },
  ],
  [
    'multicast before DNS',
    { ...healthy, nss: 'files mdns4 dns' },
    wanted,
    { 'names below local': 'warning' },
  ],
  [
    'multicast for two labels only',
    { ...healthy, nss: 'files mdns4_minimal dns' },
    wanted,
    { 'names below local': 'ok' },
  ],
  ['multicast behind DNS', { ...healthy, nss: 'files dns mdns' }, wanted, { 'names below local': 'ok' }],
  [
    'local as a whole',
    { ...healthy, nss: 'files mdns4_minimal dns' },
    { ...wanted, domains: [unwrap(parseName('local'))] },
    { 'names below local': 'warning' },
  ],
  [
    'domains that are not local',
    { ...healthy, nss: 'mdns dns' },
    { ...wanted, domains: [unwrap(parseName('example.net'))] },
    { 'names below local': undefined },
  ],
  [
    'a link that is down',
    { ...healthy, links: [{ ...bridge, carrier: false, servers: ['172.19.1.100'] }] },
    wanted,
    { 'link of the domains': 'error' },
  ],
  [
    'a link that is up',
    { ...healthy, links: [{ ...bridge, servers: ['172.19.1.100'] }] },
    wanted,
    { 'link of the domains': 'ok' },
  ],
  [
    'a name that others have',
    { hosts: new TextEncoder().encode('1.2.3.4 a.b\n') },
    { ...forgotten, hosts: [{ address: '1.2.3.5', names: [unwrap(parseName('a.b'))] }] },
    { 'names in the hosts file': 'warning' },
  ],
  ['something left', { marked: [{ kind: 'dnsmasq', target: '/x' }] }, forgotten, { leftovers: 'warning' }],
  ['nothing left', {}, forgotten, { leftovers: 'ok', 'way to the servers': undefined }],
])('doctor: %s', (_, situation, what, expected) => {
  const found = findings(situation, what);
  for (const [check, severity] of Object.entries(expected))
    expect([check, found[check]]).toEqual([check, severity]);
});

test('whoever is told of a fault is told what to do', () => {
  for (const finding of linuxPlatform.examine(snapshotOf({ rc: stub }), wanted)) {
    expect(finding.evidence).not.toBe('');
    expect(finding.fix === '').toBe(finding.severity === 'ok');
  }
});
