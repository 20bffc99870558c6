import { unwrap } from '@skywriter/core';
import { describe, expect, test } from 'vitest';
import type { HostDns } from '../platform/host-dns.ts';
import { planWindows } from './plan.ts';
import { HOSTS_PATH } from './simulator/world.ts';
import type { WindowsSnapshot } from './snapshot.ts';
import { CLUSTER, name, PROXY, wanted } from './testing/host.ts';
import { adapterSeen, nothingSet, snapshotOf } from './testing/snapshots.ts';

const plan = (snapshot: Partial<WindowsSnapshot>, desired: HostDns) =>
  planWindows(snapshotOf(snapshot), desired, HOSTS_PATH);

const rule = {
  key: '{1}',
  namespaces: ['.corp.example'],
  servers: ['10.0.0.53'],
  comment: '',
  displayName: '',
};
const allowed = { allowPolicyKey: true };
const off = { state: 'Stopped', startMode: 'Disabled' };

const decided: readonly (readonly [string, Partial<WindowsSnapshot>, HostDns, string])[] = [
  [
    'an ordinary machine',
    {},
    wanted('split'),
    'mode=split dnscache=running language=full policy-key=no ret=NRPT',
  ],
  [
    'constrained language',
    { languageMode: 'ConstrainedLanguage' },
    wanted('split'),
    'mode=split dnscache=running language=constrained policy-key=no ret=NRPT by cmdlet',
  ],
  [
    'a policy, allowed',
    { policyKey: true, policyRules: [rule, { ...rule, key: 'skywriter-host-dns-0' }] },
    wanted('split', allowed),
    'mode=split dnscache=running language=full policy-key=yes policy-rules=1 allowed=yes ret=NRPT and policy key',
  ],
  ['fixed names only', {}, wanted('hosts', { domains: [], servers: [] }), 'mode=hosts ret=none'],
  [
    'adapters',
    {
      adapters: [
        adapterSeen({ name: 'Ethernet' }),
        adapterSeen({ name: 'WLAN ’Büro’', wireless: true, network: 'office' }),
        adapterSeen({ name: 'vEthernet (KubeSwitch)', defaultRoute: false, addresses: ['172.19.1.1/24'] }),
        adapterSeen({ name: 'vEthernet (External)', description: 'Hyper-V Virtual Ethernet Adapter' }),
        adapterSeen({ name: 'Corp VPN', description: 'Wintun Userspace Tunnel' }),
        adapterSeen({ name: 'Dock', status: 'Disconnected' }),
        adapterSeen({
          name: 'Loopback',
          defaultRoute: false,
          ipv4: nothingSet,
          addresses: ['172.22.1.2/24'],
        }),
        adapterSeen({ name: 'Odd', ipv4: { ...nothingSet, static: ['ten.0.0.1'] } }),
        adapterSeen({ name: 'Ghost', hidden: true }),
      ],
    },
    wanted('adapter'),
    'mode=adapter "Ethernet"=carrier "WLAN ’Büro’"=carrier "vEthernet (KubeSwitch)"=own-network "vEthernet (External)"=carrier "Corp VPN"=vpn "Dock"=down "Loopback"=leads-nowhere "Odd"=unreadable ret=adapters',
  ],
  [
    'adapters by name',
    { adapters: [adapterSeen({ name: 'Ethernet' }), adapterSeen({ name: 'Dock', status: 'Disconnected' })] },
    wanted('adapter', { adapters: ['Dock'] }),
    'mode=adapter "Ethernet"=not-named "Dock"=named ret=adapters',
  ],
];

test.each(decided)('%s is explained', (_, snapshot, desired, explanation) => {
  expect(unwrap(plan(snapshot, desired)).explanation).toBe(`dns: [${explanation}]`);
});

const refused: readonly (readonly [string, Partial<WindowsSnapshot>, HostDns, string])[] = [
  ['a port', {}, wanted('split', { servers: [{ address: CLUSTER, port: 5353 }] }), 'SKY_HOST_PORT'],
  [
    'a port of the proxy',
    {},
    wanted('adapter', { servers: [{ address: PROXY, port: 54 }] }),
    'SKY_HOST_PORT',
  ],
  ['a wildcard', {}, wanted('split', { domains: [name('*.local')] }), 'SKY_HOST_DOMAIN'],
  ['no DNS Client service', { dnscache: off }, wanted('split'), 'SKY_HOST_DNSCACHE'],
  ['a policy', { policyKey: true }, wanted('split'), 'SKY_HOST_POLICY'],
  [
    'a policy in constrained language',
    { policyKey: true, languageMode: 'ConstrainedLanguage' },
    wanted('split', allowed),
    'SKY_HOST_LANGUAGE_MODE',
  ],
  ['no adapter of that name', {}, wanted('adapter', { adapters: ['WLAN'] }), 'SKY_HOST_ADAPTER'],
  ['no adapter at all', { adapters: [] }, wanted('adapter'), 'SKY_HOST_ADAPTER'],
];

test.each(refused)('%s is refused', (_, snapshot, desired, code) => {
  expect(plan(snapshot, desired)).toMatchObject({ ok: false, problem: { code } });
});

describe('rules', () => {
  test('hold a domain itself and all below it, and no more than Windows reads', () => {
    const domains = Array.from({ length: 51 }, (_, index) => name(`d${index}.example`));
    const { steps } = unwrap(plan({}, wanted('split', { domains })));
    expect(steps.map(({ setting }) => setting.target)).toEqual([
      'skywriter-host-dns-0',
      'skywriter-host-dns-1',
      'skywriter-host-dns-2',
    ]);
    expect(steps[2]?.desired).toEqual({ namespaces: ['d50.example', '.d50.example'], servers: [CLUSTER] });
  });
});

describe('adapters', () => {
  test('each family for itself, and only where the adapter speaks it', () => {
    const adapters = [adapterSeen({ name: 'Ethernet', ipv6: { ...nothingSet, bound: false } })];
    const { steps } = unwrap(plan({ adapters }, wanted('adapter')));
    expect(steps).toEqual([
      {
        setting: { kind: 'adapter-dns', target: '{4d36e972-e325-11ce-bfc1-000000000001}/ipv4' },
        desired: { static: [PROXY], profile: [] },
      },
    ]);
  });

  test('placeholders of Windows are no IPv6 servers', () => {
    const effective = ['fec0:0:0:ffff::1', 'fec0:0:0:ffff::2'];
    const adapters = [adapterSeen({ name: 'Ethernet', ipv6: { ...nothingSet, effective } })];
    const servers = [{ address: PROXY, port: 53 }];
    expect(unwrap(plan({ adapters }, wanted('adapter', { servers }))).warnings).toEqual([]);
  });
});
