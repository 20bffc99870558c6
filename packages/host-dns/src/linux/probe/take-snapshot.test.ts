import { unwrap } from '@skywriter/core';
import { expect, test } from 'vitest';
import { decide } from '../decision/decide.ts';
import { recordedMachine, recordingOf } from '../testing/recorded-machine.ts';
import { parseNssHosts } from './others.ts';
import { mountPoints } from './resolv-conf.ts';
import { takeSnapshot } from './take-snapshot.ts';

const known = (value: object) => expect.objectContaining(value);

// Each was recorded on a real machine of this kind.
test.each([
  [
    'resolved-252',
    { resolved: { version: 252, mode: 'stub' }, resolvconf: 'shim', nssHosts: ['files', 'resolve', 'dns'] },
    'rc=resolved nss=resolve resolved=252(stub) nm=no resolvconf=shim dnsmasq=no container=container-other → systemd-resolved link k2s0',
  ],
  [
    'resolved-262',
    { resolved: { version: 262, mode: 'stub' }, resolvconf: 'shim' },
    'rc=resolved nss=resolve resolved=262(stub) nm=no resolvconf=shim dnsmasq=no container=container-other → systemd-resolved delegate',
  ],
  [
    'network-manager',
    { networkManager: { version: '1.42.4', mode: 'default', rcManager: 'file' }, resolved: undefined },
    'rc=nm nss=dns resolved=no nm=1.42.4(default,file) resolvconf=no dnsmasq=no container=container-other → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'network-manager-dnsmasq',
    { networkManager: { version: '1.42.4', mode: 'dnsmasq', rcManager: 'file' } },
    "rc=nm nss=dns resolved=no nm=1.42.4(dnsmasq,file) resolvconf=no dnsmasq=no container=container-other → NetworkManager's dnsmasq",
  ],
  [
    'dnsmasq',
    { dnsmasq: { folder: '/etc/dnsmasq.d' }, resolved: undefined },
    'rc=unknown nss=dns resolved=no nm=no resolvconf=no dnsmasq=/etc/dnsmasq.d container=container-other → dnsmasq',
  ],
  [
    'debian-resolvconf',
    {
      resolvconf: 'debian',
      resolvConf: known({
        is: 'link',
        owner: 'resolvconf',
        nameservers: ['10.1.1.1'],
        rest: ['search corp.example'],
      }),
    },
    'rc=resolvconf nss=dns resolved=no nm=no resolvconf=debian dnsmasq=no container=container-other → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'openresolv',
    { resolvconf: 'openresolv', resolvConf: known({ is: 'file', owner: 'resolvconf' }) },
    'rc=resolvconf nss=dns resolved=no nm=no resolvconf=openresolv dnsmasq=no container=container-other → none (SKY_HOST_NO_SPLIT)',
  ],
  [
    'mounted',
    { resolvConf: known({ is: 'file', mounted: true, immutable: false }), resolvconf: undefined },
    'rc=unknown+mounted nss=dns resolved=no nm=no resolvconf=no dnsmasq=no container=container-other → none (SKY_HOST_NO_SPLIT)',
  ],
])('sees a machine with %s as it is', async (name, expected, line) => {
  const { machine } = recordedMachine(recordingOf(name));
  const snapshot = unwrap(await takeSnapshot(machine));
  expect(snapshot).toMatchObject({ elevated: true, systemd: true, marked: [], ...expected });
  expect(snapshot.bootId).toBe('00000000-0000-4000-8000-000000000001');
  const question = { mode: 'split', domains: ['cluster.local'], servers: ['172.19.1.100'] } as const;
  expect(decide(snapshot, question).explanation).toBe(`dns: [${line}]`);
});

test.each(['resolved-252', 'resolved-262'])(
  'sees what %s asks on each link, ports and IPv6 too',
  async (name) => {
    const snapshot = unwrap(await takeSnapshot(recordedMachine(recordingOf(name)).machine));
    expect(snapshot.links).toEqual([
      known({ name: 'lo', carrier: true, servers: [] }),
      known({ name: 'eth0', addresses: ['10.1.1.2'], servers: ['10.1.1.1'], domains: ['corp.example'] }),
      known({ name: 'k2s0', servers: ['172.19.1.100:5300', 'fd00::7'], domains: ['~cluster.local'] }),
    ]);
    expect(snapshot.routes).toContainEqual({ to: '172.19.1.0/24', link: 'k2s0', metric: 0 });
    expect(snapshot.routes).toContainEqual({ to: '10.1.1.2', link: 'lo', metric: 0 });
  },
);

test('a machine that tells nothing has nothing', async () => {
  expect(unwrap(await takeSnapshot(recordedMachine().machine))).toMatchObject({
    elevated: false,
    systemd: false,
    container: undefined,
    resolvConf: { is: 'missing', nameservers: [] },
    resolved: undefined,
    networkManager: undefined,
    resolvconf: undefined,
    dnsmasq: undefined,
    links: [],
    routes: [],
    marked: [],
  });
});

test('a container that starts is another start, though its kernel is the same', async () => {
  const bootOf = async (stat: string) => {
    const files = { '/proc/sys/kernel/random/boot_id': 'k\n', '/proc/1/stat': stat };
    return unwrap(await takeSnapshot(recordedMachine({ files }).machine)).bootId;
  };
  const stat = (started: number) => `1 (my) init) S ${Array(18).fill(0).join(' ')} ${started} 5\n`;
  expect(await bootOf(stat(77))).toBe('k 77');
  expect(await bootOf(stat(78))).toBe('k 78');
});

test('what is not understood counts as not there', async () => {
  const garbled = recordedMachine({}, () => ({ code: 0, stdout: '{"data":', stderr: '' }));
  expect(unwrap(await takeSnapshot(garbled.machine))).toMatchObject({ resolved: undefined, links: [] });
});

test('sees everything that carries our marker', async () => {
  const ours = '# Managed by skywriter-host-dns\n';
  const { machine } = recordedMachine({
    commands: { 'resolvconf --version': [0, 'Debian resolvconf 1.91\n'] },
    files: {
      '/run/systemd/dns-delegate.d/skywriter-host-dns.dns-delegate': ours,
      '/etc/dnsmasq.d/skywriter-host-dns.conf': ours,
      '/run/resolvconf/interface/lo.skywriter-host-dns': 'nameserver 127.0.0.2\n',
      '/etc/resolv.conf': `${ours}nameserver 127.0.0.2\n`,
      '/etc/hosts': '# >>> skywriter-host-dns >>>\n',
    },
  });
  const { marked, resolvConf } = unwrap(await takeSnapshot(machine));
  expect(marked.map(({ kind }) => kind)).toEqual([
    'resolved-delegate',
    'dnsmasq',
    'resolvconf',
    'resolv-conf',
    'hosts-block',
  ]);
  expect(resolvConf.owner).toBe('skywriter');
});

test('an attribute of a file is one of its letters', async () => {
  const files = { '/etc/resolv.conf': 'nameserver 10.1.1.1\n' };
  const command = 'lsattr -d -- /etc/resolv.conf';
  const look = async (output: string) => {
    const { machine } = recordedMachine({ files, commands: { [command]: [0, output] } });
    return unwrap(await takeSnapshot(machine)).resolvConf.immutable;
  };
  expect(await look('----i---------e------- /etc/resolv.conf\n')).toBe(true);
  expect(await look('--------------e------- /etc/resolv.conf\n')).toBe(false);
});

test.each([
  ['hosts: files dns\n', ['files', 'dns']],
  [
    'hosts:\tfiles mdns4_minimal [NOTFOUND=return] resolve [!UNAVAIL=return] dns # x\n',
    ['files', 'mdns4_minimal', 'resolve', 'dns'],
  ],
  ['passwd: files\n', ['dns', 'files']],
  ['#hosts: files\n  hosts:files\n', ['files']],
])('the services of %j', (text, services) => {
  expect(parseNssHosts(text)).toEqual(services);
});

test('mount points with spaces are what they are', () => {
  expect(mountPoints('1 2 0:1 / /a\\040b rw - x x rw\n\n')).toContain('/a b');
});
