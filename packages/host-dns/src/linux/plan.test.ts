import { type Name, parseName, unwrap } from '@skywriter/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forgotten, type HostDns } from '../platform/host-dns.ts';
import { linuxPlatform } from './platform.ts';
import {
  byDebianResolvconf,
  byNetworkManager,
  byOpenresolv,
  manager,
  resolved,
  type Situation,
  snapshotOf,
  stub,
} from './testing/snapshots.ts';

const name = (text: string) => unwrap(parseName(text));
const split: HostDns = {
  ...forgotten,
  domains: [name('cluster.local'), name('example.net')],
  servers: [
    { address: '172.19.1.100', port: 53 },
    { address: '172.19.1.101', port: 5300 },
  ],
};
const adapter: HostDns = {
  ...split,
  mode: 'adapter',
  servers: [
    { address: '127.0.0.2', port: 53 },
    { address: '::1', port: 53 },
  ],
};
const header = '# Managed by skywriter-host-dns; goes away with "skywriter host reset".\n';
const plan = (situation: Situation, wanted: HostDns) => linuxPlatform.plan(snapshotOf(situation), wanted);

test.each<readonly [string, Situation, HostDns, string, string, unknown]>([
  [
    'delegate',
    { rc: stub, resolved: resolved(260) },
    split,
    'resolved-delegate',
    '/run/systemd/dns-delegate.d/skywriter-host-dns.dns-delegate',
    `${header}[Delegate]\nDNS=172.19.1.100 172.19.1.101:5300\nDomains=~cluster.local ~example.net\nDefaultRoute=no\n`,
  ],
  [
    'link',
    { rc: stub, resolved: resolved(252) },
    split,
    'resolved-link',
    'k2s0',
    {
      servers: ['172.19.1.100', '172.19.1.101:5300'],
      domains: ['~cluster.local', '~example.net'],
      defaultRoute: false,
    },
  ],
  [
    "NetworkManager's dnsmasq",
    { rc: byNetworkManager, networkManager: manager('dnsmasq') },
    split,
    'networkmanager-dnsmasq',
    '/etc/NetworkManager/dnsmasq.d/skywriter-host-dns.conf',
    `${header}server=/cluster.local/172.19.1.100\nserver=/cluster.local/172.19.1.101#5300\nserver=/example.net/172.19.1.100\nserver=/example.net/172.19.1.101#5300\n`,
  ],
  [
    'dnsmasq',
    { rc: 'nameserver 127.0.0.1\n', dnsmasq: { folder: '/etc/dnsmasq.d' } },
    { ...split, domains: [name('a.b')], servers: [{ address: 'fd00::1', port: 53 }] },
    'dnsmasq',
    '/etc/dnsmasq.d/skywriter-host-dns.conf',
    `${header}server=/a.b/fd00::1\n`,
  ],
  [
    'resolved for all',
    { rc: stub, resolved: resolved(252) },
    { ...adapter, servers: [{ address: '::1', port: 5300 }] },
    'resolved-global',
    '/run/systemd/resolved.conf.d/skywriter-host-dns.conf',
    `${header}[Resolve]\nDNS=[::1]:5300\nDomains=~.\n`,
  ],
  [
    'NetworkManager for all',
    { rc: `${byNetworkManager}options ndots:2 edns0\n`, networkManager: manager('default') },
    adapter,
    'networkmanager-global',
    '/run/NetworkManager/conf.d/skywriter-host-dns.conf',
    `${header}[global-dns]\nsearches=corp.example\noptions=ndots:2,edns0\n\n[global-dns-domain-*]\nservers=127.0.0.2,::1\n`,
  ],
  [
    'Debian resolvconf',
    { rc: byDebianResolvconf, resolvconf: 'debian' },
    adapter,
    'resolvconf',
    'lo.skywriter-host-dns',
    'nameserver 127.0.0.2\nnameserver ::1\n',
  ],
  [
    'openresolv',
    { rc: byOpenresolv, resolvconf: 'openresolv' },
    adapter,
    'openresolv',
    'skywriter-host-dns',
    'nameserver 127.0.0.2\nnameserver ::1\n',
  ],
  [
    'resolv.conf',
    { rc: '# by hand\nsearch a b\noptions timeout:1\nnameserver 10.1.1.1\n' },
    adapter,
    'resolv-conf',
    '/etc/resolv.conf',
    `${header}nameserver 127.0.0.2\nnameserver ::1\nsearch a b\noptions timeout:1\n`,
  ],
])('%s: exactly one setting, exactly this', (_, situation, wanted, kind, target, desired) => {
  expect(unwrap(plan(situation, wanted)).steps).toEqual([{ setting: { kind, target }, desired }]);
});

test('what is applied already leads to the same again', () => {
  const first = unwrap(plan({ rc: 'search a\nnameserver 10.1.1.1\n' }, adapter)).steps[0]?.desired;
  const again = unwrap(plan({ rc: String(first) }, adapter)).steps[0]?.desired;
  expect(again).toBe(first);
});

test('fixed names go into the hosts file, in any mode', () => {
  const hosts = [{ address: '172.19.1.100', names: [name('k2s.registry.local')] }];
  const block = {
    setting: { kind: 'hosts-block', target: '/etc/hosts' },
    desired: ['172.19.1.100 k2s.registry.local'],
  };
  expect(unwrap(plan({}, { ...forgotten, hosts }))).toMatchObject({ backend: 'hosts file', steps: [block] });
  const both = unwrap(plan({ rc: stub, resolved: resolved(260) }, { ...split, hosts }));
  expect(both.steps).toHaveLength(2);
  expect(both.steps[1]).toEqual(block);
  expect(unwrap(plan({}, { ...split, mode: 'hosts', hosts })).steps).toEqual([block]);
  const taken = new TextEncoder().encode('1.2.3.4 k2s.registry.local\n');
  expect(unwrap(plan({ hosts: taken }, { ...forgotten, hosts })).warnings).toMatchObject([
    { code: 'SKY_HOSTS_CONFLICT' },
  ]);
  const broken = new TextEncoder().encode('# >>> skywriter-host-dns >>>\n');
  expect(plan({ hosts: broken }, { ...forgotten, hosts })).toMatchObject({
    problem: { code: 'SKY_HOSTS_BLOCK' },
  });
});

test('nothing wanted needs nothing', () => {
  for (const mode of ['split', 'adapter', 'hosts'] as const) {
    expect(unwrap(plan({}, { ...forgotten, mode }))).toMatchObject({
      backend: 'nothing',
      steps: [],
      warnings: [],
    });
  }
});

test('a refusal says all that led to it, and what to do', () => {
  const refused = plan({ rc: byNetworkManager, networkManager: manager('default') }, split);
  expect(refused).toMatchObject({
    problem: {
      code: 'SKY_HOST_NO_SPLIT',
      message: expect.stringMatching(/dns: \[rc=nm .* → none/),
      hint: expect.stringMatching(/dns=dnsmasq.*mode hosts.*mode adapter/),
    },
  });
});

test.each<readonly [string, Situation]>([
  ['NetworkManager', { rc: byNetworkManager, networkManager: manager('default') }],
  ['resolv.conf', {}],
  ['resolvconf', { rc: byDebianResolvconf, resolvconf: 'debian' }],
])('%s knows no ports, and three servers', (_, situation) => {
  const one = { address: '127.0.0.2', port: 53 };
  for (const servers of [[{ address: '127.0.0.2', port: 5353 }], [one, one, one, one]]) {
    expect(plan(situation, { ...adapter, servers })).toMatchObject({ problem: { code: 'SKY_HOST_PORT' } });
  }
});

test('some adapters are no choice on Linux', () => {
  expect(plan({}, { ...adapter, adapters: ['eth0'] })).toMatchObject({
    problem: { code: 'SKY_HOST_ADAPTER' },
  });
});

const nasty = [
  '$(reboot)',
  '`id`',
  "'; reboot #",
  '"',
  '\n[Manager]\nx',
  'a b',
  '-x',
  '../../etc',
  '%n',
  'a/b',
  '*',
  '',
  'ä',
  '~.',
  'a..',
  'a;b',
  '|',
];

test.each(nasty)('%j is no domain, no server, no link, whoever says so', (text) => {
  const machine = { rc: stub, resolved: resolved(252) };
  // As from a caller that does without types.
  const domain = text as Name;
  expect(plan(machine, { ...split, domains: [domain] })).toMatchObject({
    problem: { code: 'SKY_HOST_DOMAIN' },
  });
  expect(plan(machine, { ...split, servers: [{ address: text, port: 53 }] })).toMatchObject({
    problem: { code: 'SKY_HOST_SERVER' },
  });
  expect(plan(machine, { ...split, link: text })).toMatchObject({ problem: { code: 'SKY_HOST_LINK' } });
});

test.each([0, -1, 65536, 1.5, Number.NaN])('%d is no port', (port) => {
  expect(plan({}, { ...split, servers: [{ address: '10.0.0.1', port }] })).toMatchObject({
    problem: { code: 'SKY_HOST_SERVER' },
  });
});

test('a search list cannot bring anything into a file of NetworkManager', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const rc = `search good ${text.replaceAll('\n', ' ')}\nnameserver 1.1.1.1\n`;
      const { steps } = unwrap(plan({ rc, networkManager: manager('default') }, adapter));
      const lines = String(steps[0]?.desired).split('\n');
      expect(lines.filter((line) => line.startsWith('['))).toEqual(['[global-dns]', '[global-dns-domain-*]']);
      for (const line of lines.slice(1))
        expect(line).toMatch(/^(?:|\[[a-z*-]+\]|(?:searches|servers|options)=[A-Za-z0-9_.:,-]+)$/);
    }),
  );
});
