import { expect, test } from 'vitest';
import {
  bridge,
  byDebianResolvconf,
  byNetworkManager,
  byOpenresolv,
  lan,
  manager,
  resolved,
  type Situation,
  snapshotOf,
  stub,
  uplink,
} from '../testing/snapshots.ts';
import { decide } from './decide.ts';

const glibc = 'files resolve [!UNAVAIL=return] dns';
const servers = ['172.19.1.100'];
const domains = ['cluster.local'];
type Row = readonly [string, Situation, string];

/** Machines as people have them, and the line that tells why they are treated so. */
const split: readonly Row[] = [
  [
    'Fedora 44',
    {
      rc: stub,
      rcIs: 'link',
      nss: glibc,
      resolved: resolved(260),
      networkManager: manager('systemd-resolved', '1.54.0', 'unmanaged'),
    },
    'rc=resolved nss=resolve resolved=260(stub) nm=1.54.0(systemd-resolved,unmanaged) resolvconf=no dnsmasq=no → systemd-resolved delegate',
  ],
  [
    'the first systemd with delegates',
    { rc: stub, rcIs: 'link', resolved: resolved(258) },
    'rc=resolved nss=dns resolved=258(stub) nm=no resolvconf=no dnsmasq=no → systemd-resolved delegate',
  ],
  [
    'the last without',
    { rc: stub, rcIs: 'link', resolved: resolved(257) },
    'rc=resolved nss=dns resolved=257(stub) nm=no resolvconf=no dnsmasq=no → systemd-resolved link k2s0',
  ],
  [
    'Debian 12 with resolved, whose resolvconf is resolvectl',
    { rc: stub, rcIs: 'link', nss: glibc, resolved: resolved(252), resolvconf: 'shim' },
    'rc=resolved nss=resolve resolved=252(stub) nm=no resolvconf=shim dnsmasq=no → systemd-resolved link k2s0',
  ],
  [
    'the shim that NetworkManager took for a resolvconf',
    {
      rc: byNetworkManager,
      nss: glibc,
      resolved: resolved(252, 'foreign'),
      resolvconf: 'shim',
      networkManager: manager('default', '1.42.4', 'resolvconf'),
    },
    'rc=nm nss=resolve resolved=252(foreign) nm=1.42.4(default,resolvconf) resolvconf=shim dnsmasq=no → systemd-resolved link k2s0',
  ],
  [
    'resolved beside programs that read the servers',
    { rc: uplink, rcIs: 'link', nss: glibc, resolved: resolved(252, 'uplink') },
    'rc=resolved nss=resolve resolved=252(uplink) nm=no resolvconf=no dnsmasq=no → systemd-resolved link k2s0',
  ],
  [
    "a file of one's own that names the stub",
    { rc: 'nameserver 127.0.0.53\n', resolved: resolved(249, 'static') },
    'rc=unknown nss=dns resolved=249(static) nm=no resolvconf=no dnsmasq=no → systemd-resolved link k2s0',
  ],
  [
    'the other stub of resolved',
    { rc: 'nameserver 127.0.0.54\n', resolved: resolved(259, 'static') },
    'rc=unknown nss=dns resolved=259(static) nm=no resolvconf=no dnsmasq=no → systemd-resolved delegate',
  ],
  [
    'Debian resolvconf in front of the stub',
    {
      rc: byDebianResolvconf.replace('10.1.1.1', '127.0.0.53'),
      rcIs: 'link',
      resolved: resolved(245, 'foreign'),
      resolvconf: 'debian',
    },
    'rc=resolvconf nss=dns resolved=245(foreign) nm=no resolvconf=debian dnsmasq=no → systemd-resolved link k2s0',
  ],
  [
    'resolved that nobody asks',
    { resolved: resolved(252, 'foreign') },
    'rc=unknown nss=dns resolved=252(foreign) nm=no resolvconf=no dnsmasq=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'resolve behind dns in nsswitch.conf',
    { nss: 'files dns resolve', resolved: resolved(252, 'foreign') },
    'rc=unknown nss=dns resolved=252(foreign) nm=no resolvconf=no dnsmasq=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'a head of resolved, which does not run',
    { rc: stub, rcIs: 'link', nss: glibc },
    'rc=resolved nss=resolve resolved=no nm=no resolvconf=no dnsmasq=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'NetworkManager and resolved that do not know each other',
    { rc: byNetworkManager, resolved: resolved(249, 'foreign'), networkManager: manager('default') },
    'rc=nm nss=dns resolved=249(foreign) nm=1.42.4(default,file) resolvconf=no dnsmasq=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'NetworkManager 1.26.0, which empties links of others',
    {
      rc: stub,
      rcIs: 'link',
      resolved: resolved(246),
      networkManager: manager('systemd-resolved', '1.26.0'),
    },
    'rc=resolved nss=dns resolved=246(stub) nm=1.26.0(systemd-resolved,file) resolvconf=no dnsmasq=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'NetworkManager 1.26.5, too',
    {
      rc: stub,
      rcIs: 'link',
      resolved: resolved(246),
      networkManager: manager('systemd-resolved', '1.26.5-1.fc33'),
    },
    'rc=resolved nss=dns resolved=246(stub) nm=1.26.5-1.fc33(systemd-resolved,file) resolvconf=no dnsmasq=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'NetworkManager 1.26.6',
    {
      rc: stub,
      rcIs: 'link',
      resolved: resolved(246),
      networkManager: manager('systemd-resolved', '1.26.6'),
    },
    'rc=resolved nss=dns resolved=246(stub) nm=1.26.6(systemd-resolved,file) resolvconf=no dnsmasq=no → systemd-resolved link k2s0',
  ],
  [
    'NetworkManager 1.26.5 that does not use resolved',
    { rc: stub, rcIs: 'link', resolved: resolved(246), networkManager: manager('default', '1.26.5') },
    'rc=resolved nss=dns resolved=246(stub) nm=1.26.5(default,file) resolvconf=no dnsmasq=no → systemd-resolved link k2s0',
  ],
  [
    'a bridge that is down',
    { rc: stub, resolved: resolved(252), links: [lan, { ...bridge, carrier: false }] },
    'rc=resolved nss=dns resolved=252(stub) nm=no resolvconf=no dnsmasq=no → none (SKY_HOST_LINK)',
  ],
  [
    'a bridge with servers of its own',
    { rc: stub, resolved: resolved(252), links: [lan, { ...bridge, servers: ['192.168.122.1'] }] },
    'rc=resolved nss=dns resolved=252(stub) nm=no resolvconf=no dnsmasq=no → none (SKY_HOST_LINK)',
  ],
  [
    'a bridge that has ours already',
    { rc: stub, resolved: resolved(252), links: [lan, { ...bridge, servers }] },
    'rc=resolved nss=dns resolved=252(stub) nm=no resolvconf=no dnsmasq=no → systemd-resolved link k2s0',
  ],
  [
    'NetworkManager with its dnsmasq',
    { rc: byNetworkManager.replace('10.1.1.1', '127.0.0.1'), networkManager: manager('dnsmasq') },
    "rc=nm nss=dns resolved=no nm=1.42.4(dnsmasq,file) resolvconf=no dnsmasq=no → NetworkManager's dnsmasq",
  ],
  [
    'NetworkManager alone',
    { rc: byNetworkManager, networkManager: manager('default') },
    'rc=nm nss=dns resolved=no nm=1.42.4(default,file) resolvconf=no dnsmasq=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'a dnsmasq of the system',
    { rc: 'nameserver 127.0.0.1\n', dnsmasq: { folder: '/etc/dnsmasq.d' } },
    'rc=unknown nss=dns resolved=no nm=no resolvconf=no dnsmasq=/etc/dnsmasq.d → dnsmasq',
  ],
  [
    'a dnsmasq that reads no folder',
    { rc: 'nameserver 127.0.0.1\n', dnsmasq: { folder: undefined } },
    'rc=unknown nss=dns resolved=no nm=no resolvconf=no dnsmasq=no-folder → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'a dnsmasq that nobody asks',
    { dnsmasq: { folder: '/etc/dnsmasq.d' } },
    'rc=unknown nss=dns resolved=no nm=no resolvconf=no dnsmasq=/etc/dnsmasq.d → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'Debian resolvconf',
    { rc: byDebianResolvconf, rcIs: 'link', resolvconf: 'debian' },
    'rc=resolvconf nss=dns resolved=no nm=no resolvconf=debian dnsmasq=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'a container of Docker',
    {
      container: 'docker',
      mounted: true,
      systemd: false,
      rc: '# Generated by Docker Engine.\nnameserver 127.0.0.11\n',
    },
    'rc=unknown+mounted nss=dns resolved=no nm=no resolvconf=no dnsmasq=no container=docker systemd=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'a system container with its own resolved',
    { container: 'lxc', rc: stub, rcIs: 'link', nss: glibc, resolved: resolved(259) },
    'rc=resolved nss=resolve resolved=259(stub) nm=no resolvconf=no dnsmasq=no container=lxc → systemd-resolved delegate',
  ],
  [
    'Windows Subsystem for Linux',
    {
      container: 'wsl',
      systemd: false,
      rc: '# This file was automatically generated by WSL. To stop automatic generation\nnameserver 172.30.0.1\n',
      rcIs: 'link',
    },
    'rc=wsl nss=dns resolved=no nm=no resolvconf=no dnsmasq=no container=wsl systemd=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'a link to nothing',
    { rc: '', rcIs: 'dangling link' },
    'rc=dangling nss=dns resolved=no nm=no resolvconf=no dnsmasq=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'no resolv.conf',
    { rc: '', rcIs: 'missing' },
    'rc=missing nss=dns resolved=no nm=no resolvconf=no dnsmasq=no → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'an empty resolv.conf',
    { rc: '' },
    'rc=empty nss=dns resolved=no nm=no resolvconf=no dnsmasq=no → none (SKY_HOST_NO_SPLIT)',
  ],
];

test.each(split)('split: %s', (_, situation, line) => {
  expect(decide(snapshotOf(situation), { mode: 'split', domains, servers }).explanation).toBe(
    `dns: [${line}]`,
  );
});

const adapter: readonly Row[] = [
  [
    'resolved',
    { rc: stub, rcIs: 'link', resolved: resolved(252) },
    'rc=resolved nss=dns resolved=252(stub) nm=no resolvconf=no dnsmasq=no → systemd-resolved',
  ],
  [
    'resolved of which NetworkManager knows',
    { rc: stub, rcIs: 'link', resolved: resolved(260), networkManager: manager('systemd-resolved') },
    'rc=resolved nss=dns resolved=260(stub) nm=1.42.4(systemd-resolved,file) resolvconf=no dnsmasq=no → systemd-resolved',
  ],
  [
    'NetworkManager',
    { rc: byNetworkManager, networkManager: manager('default') },
    'rc=nm nss=dns resolved=no nm=1.42.4(default,file) resolvconf=no dnsmasq=no → NetworkManager',
  ],
  [
    'NetworkManager through resolvconf',
    {
      rc: byDebianResolvconf,
      resolvconf: 'debian',
      networkManager: manager('default', '1.42.4', 'resolvconf'),
    },
    'rc=resolvconf nss=dns resolved=no nm=1.42.4(default,resolvconf) resolvconf=debian dnsmasq=no → NetworkManager',
  ],
  [
    'NetworkManager that leaves names alone',
    { networkManager: manager('none', '1.42.4', 'unmanaged') },
    'rc=unknown nss=dns resolved=no nm=1.42.4(none,unmanaged) resolvconf=no dnsmasq=no → resolv.conf',
  ],
  [
    'Debian resolvconf',
    { rc: byDebianResolvconf, rcIs: 'link', resolvconf: 'debian' },
    'rc=resolvconf nss=dns resolved=no nm=no resolvconf=debian dnsmasq=no → resolvconf',
  ],
  [
    'openresolv',
    { rc: byOpenresolv, resolvconf: 'openresolv' },
    'rc=resolvconf nss=dns resolved=no nm=no resolvconf=openresolv dnsmasq=no → openresolv',
  ],
  [
    'a resolvconf that is gone',
    { rc: byOpenresolv },
    'rc=resolvconf nss=dns resolved=no nm=no resolvconf=no dnsmasq=no → resolv.conf',
  ],
  ['a plain file', {}, 'rc=unknown nss=dns resolved=no nm=no resolvconf=no dnsmasq=no → resolv.conf'],
  [
    'a mounted file',
    { mounted: true, container: 'docker' },
    'rc=unknown+mounted nss=dns resolved=no nm=no resolvconf=no dnsmasq=no container=docker → resolv.conf',
  ],
  [
    'an immutable file',
    { immutable: true },
    'rc=unknown+immutable nss=dns resolved=no nm=no resolvconf=no dnsmasq=no → none (SKY_HOST_IMMUTABLE)',
  ],
  [
    'a link to nothing',
    { rc: '', rcIs: 'dangling link' },
    'rc=dangling nss=dns resolved=no nm=no resolvconf=no dnsmasq=no → resolv.conf',
  ],
];

test.each(adapter)('adapter: %s', (_, situation, line) => {
  expect(decide(snapshotOf(situation), { mode: 'adapter', domains, servers }).explanation).toBe(
    `dns: [${line}]`,
  );
});

test('no machine gets an adapter that did not ask for one', () => {
  const adapters = new Set(['systemd-resolved', 'NetworkManager', 'resolvconf', 'openresolv', 'resolv.conf']);
  for (const [, situation] of [...split, ...adapter]) {
    const { choice } = decide(snapshotOf(situation), { mode: 'split', domains, servers });
    if (choice.ok) expect(adapters).not.toContain(choice.value.backend.is);
    else expect(choice.problem.hint).not.toBe('');
  }
});

test.each<readonly [string, Situation, 'split' | 'adapter', string]>([
  [
    'programs that do not ask resolved',
    { rc: uplink, nss: glibc, resolved: resolved(260) },
    'split',
    'SKY_HOST_BYPASS',
  ],
  [
    'resolved and NetworkManager apart',
    { rc: stub, resolved: resolved(260), networkManager: manager('default') },
    'split',
    'SKY_HOST_WIRING',
  ],
  ['a file that somebody mounted', { mounted: true }, 'adapter', 'SKY_HOST_TRAMPLED'],
  ['a file of WSL', { rc: '# generated by WSL\nnameserver 1.2.3.4\n' }, 'adapter', 'SKY_HOST_TRAMPLED'],
])('warns of %s', (_, situation, mode, code) => {
  const { choice } = decide(snapshotOf(situation), { mode, domains, servers });
  expect(choice).toMatchObject({ value: { warnings: [{ code }] } });
});
