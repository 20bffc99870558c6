import { expect, test } from 'vitest';
import type { HostDns } from '../platform/host-dns.ts';
import { examineWindows } from './examine.ts';
import type { WindowsSnapshot } from './snapshot.ts';
import { CLUSTER, PROXY, wanted } from './testing/host.ts';
import { adapterSeen, nothingSet, snapshotOf } from './testing/snapshots.ts';

const inEffect = {
  effectiveRules: [{ namespaces: ['cluster.local', '.cluster.local'], servers: [CLUSTER] }],
};
const text = (content: string) => new TextEncoder().encode(content);
const proxied = adapterSeen({
  name: 'Ethernet',
  ipv4: { ...nothingSet, effective: [PROXY], static: [PROXY] },
});
const ours = { key: 'skywriter-host-dns-0', namespaces: [], servers: [], comment: '', displayName: '' };
const onlyIPv4 = wanted('adapter', { servers: [{ address: PROXY, port: 53 }] });

test('a machine with its rule in effect has nothing to tell', () => {
  const findings = examineWindows(snapshotOf(inEffect), wanted('split'));
  expect(findings.filter(({ severity }) => severity !== 'ok')).toEqual([]);
  expect(findings.every(({ evidence, fix }) => evidence !== '' && fix === '')).toBe(true);
});

const cases: readonly (readonly [string, Partial<WindowsSnapshot>, HostDns, string])[] = [
  ['dns-client-service', { dnscache: { state: 'Stopped', startMode: 'Disabled' } }, wanted('split'), 'error'],
  ['policy-key', { policyKey: true }, wanted('split'), 'error'],
  ['policy-key', { policyKey: true, policyRules: [ours] }, wanted('split'), 'warning'],
  ['rule-in-effect', { effectiveRules: [] }, wanted('split'), 'error'],
  [
    'rule-in-effect',
    { effectiveRules: [{ namespaces: ['.cluster.local'], servers: ['10.8.0.1'] }] },
    wanted('split'),
    'error',
  ],
  ['vpn', { effectiveRules: [{ namespaces: ['.'], servers: ['10.8.0.1'] }] }, wanted('split'), 'warning'],
  [
    'vpn',
    { adapters: [adapterSeen({ name: 'x', description: 'TAP-Windows Adapter V9' })] },
    wanted('split'),
    'warning',
  ],
  [
    'left-servers',
    {
      adapters: [
        adapterSeen({ name: 'Dock', status: 'Disabled', ipv4: { ...nothingSet, profile: [CLUSTER] } }),
      ],
    },
    wanted('split'),
    'error',
  ],
  ['adapters', { adapters: [proxied, adapterSeen({ name: 'New' })] }, onlyIPv4, 'error'],
  [
    'ipv6-bypass',
    { adapters: [{ ...proxied, ipv6: { ...nothingSet, effective: ['2001:db8::53'] } }] },
    onlyIPv4,
    'warning',
  ],
  ['smart-name-resolution', { smartNameResolutionOff: true }, wanted('adapter'), 'warning'],
  ['encrypted-dns', { encryptedDns: '3/' }, wanted('split'), 'error'],
  ['encrypted-dns', { encryptedDns: '/2' }, wanted('split'), 'warning'],
  ['route', { routes: ['0.0.0.0/0'] }, wanted('split'), 'warning'],
  ['proxy', { port53: [] }, onlyIPv4, 'error'],
  ['proxy', { port53: ['0.0.0.0'] }, onlyIPv4, 'warning'],
  ['hosts-file', { hosts: text('172.19.1.100 K2s.Cluster.Local # old\r\n') }, wanted('split'), 'warning'],
  ['wsl', { wslConfig: '[wsl2] dnsTunneling=false' }, wanted('split'), 'warning'],
  ['language-mode', { languageMode: 'ConstrainedLanguage' }, wanted('split'), 'warning'],
];

test.each(cases)('%s is found', (check, snapshot, desired, severity) => {
  const found = examineWindows(snapshotOf({ ...inEffect, ...snapshot }), desired).filter(
    (finding) => finding.check === check,
  );
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    severity,
    evidence: expect.stringMatching(/.+/),
    fix: expect.stringMatching(/.+/),
  });
});

test('the switch of the cluster points at it rightly', () => {
  const own = { ...nothingSet, effective: [CLUSTER], static: [CLUSTER] };
  const adapters = [
    adapterSeen({ name: 'vEthernet', defaultRoute: false, addresses: ['172.19.1.1/24'], ipv4: own }),
  ];
  const findings = examineWindows(snapshotOf({ ...inEffect, adapters }), wanted('split'));
  expect(findings.find(({ check }) => check === 'left-servers')).toMatchObject({ severity: 'ok' });
});
