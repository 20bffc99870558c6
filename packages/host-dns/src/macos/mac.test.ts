import { type Name, parseName, unwrap } from '@skywriter/core';
import { manualClock } from '@skywriter/testbed';
import { describe, expect, test } from 'vitest';
import { createHostDns, type HostDnsEngine } from '../engine/create.ts';
import type { Report } from '../engine/report.ts';
import { forgotten, type HostDns, type Mode } from '../platform/host-dns.ts';
import { macPlatform } from './platform.ts';
import { processOn } from './simulator/machine.ts';
import { configurationOf, lookUp, type MacWorld, macWorld, reboot, servicesOf } from './simulator/world.ts';

const CLUSTER = '172.19.1.100';
const CORPORATE = '10.0.0.53';
const name = (text: string): Name => unwrap(parseName(text));
const commands = {
  self: ['skywriter', 'host', 'apply'],
  recover: ['/opt/my apps/skywriter', 'host', 'recover', '<&>'],
  reset: ['/opt/my apps/skywriter', 'host', 'reset'],
};

let processes = 0;

function hostDnsOn(world: MacWorld, changes?: number): HostDnsEngine {
  processes += 1;
  const process = { clock: manualClock(), pid: processes, ...(changes === undefined ? {} : { changes }) };
  return createHostDns({ machine: processOn(world, process), platform: macPlatform, commands });
}

function wanted(mode: Mode, more: Partial<HostDns> = {}): HostDns {
  const addresses = mode === 'adapter' ? ['127.0.0.1', '::1'] : [CLUSTER];
  const servers = addresses.map((address) => ({ address, port: 53 }));
  return { ...forgotten, mode, domains: [name('cluster.local')], servers, ...more };
}

/** A MacBook with a name for its wireless service that somebody chose, and one service with servers of its own. */
function macBook(): MacWorld {
  const world = macWorld([
    { name: 'Wi-Fi „Büro/2“', enabled: true, servers: [], dhcp: [CORPORATE] },
    { name: 'USB 10/100 LAN', enabled: true, servers: ['192.0.2.53', '2001:db8::53'], dhcp: [] },
    { name: 'Thunderbolt Bridge', enabled: false, servers: [], dhcp: [] },
  ]);
  world.servers.zones.set(CORPORATE, (query) => (query === 'git.corp.example' ? ['10.9.9.9'] : undefined));
  world.servers.zones.set(CLUSTER, (query) => (query.endsWith('cluster.local') ? [CLUSTER] : undefined));
  return world;
}

test('split: names of the cluster go to the cluster and to nobody else, all others as before', async () => {
  const world = macBook();
  const before = configurationOf(world);
  const report = await hostDnsOn(world).apply(wanted('split'));
  expect(report).toMatchObject({ ok: true, backend: '/etc/resolver' });
  expect(report.explanation).toBe('dns: [mode=split folder=no files=0 ret=/etc/resolver]');
  expect(report.warnings).toMatchObject([{ code: 'SKY_HOST_DOT_LOCAL' }]);
  expect(world.files.text('/etc/resolver/cluster.local')).toBe(
    '# Managed by skywriter-host-dns\nnameserver 172.19.1.100\n',
  );
  for (const query of ['shop.cluster.local', 'git.corp.example']) {
    expect(lookUp(world, { name: query, type: 'A' }).is).toBe('found');
  }
  expect(world.servers.askedFor('shop.cluster.local')).toEqual([CLUSTER]);
  expect(world.servers.askedFor('git.corp.example')).toEqual([CORPORATE]);
  expect(await hostDnsOn(world).reset()).toMatchObject({ ok: true });
  expect(configurationOf(world)).toEqual(before);
});

test('a file of another program is not touched, and its folder stays', async () => {
  const world = macBook();
  const content = new TextEncoder().encode('nameserver 192.168.64.2\n');
  const file = { is: 'file', content, mode: 0o644, uid: 0, gid: 0 } as const;
  world.files.nodes.set('/etc/resolver', { is: 'folder' });
  world.files.nodes.set('/etc/resolver/cluster.local', file);
  const before = configurationOf(world);
  const refused = await hostDnsOn(world).apply(wanted('split'));
  expect(refused.problem).toMatchObject({ code: 'SKY_HOST_FOREIGN_FILE' });
  const other = await hostDnsOn(world).apply(wanted('split', { domains: [name('k2s.test')] }));
  expect(other).toMatchObject({ ok: true });
  await hostDnsOn(world).reset();
  expect(configurationOf(world)).toEqual(before);
});

test('a folder that somebody else uses meanwhile stays', async () => {
  const world = macBook();
  await hostDnsOn(world).apply(wanted('split'));
  await world.files.write('/etc/resolver/test', new TextEncoder().encode('nameserver 192.0.2.9\n'), 0o644);
  expect(await hostDnsOn(world).reset()).toMatchObject({ ok: true });
  expect(world.files.nodes.get('/etc/resolver')).toEqual({ is: 'folder' });
  expect(await world.files.list('/etc/resolver')).toMatchObject({ value: ['test'] });
});

test.each(['en', 'de'] as const)(
  'adapter: services that are on ask the proxy, and get back what they had (%s)',
  async (language) => {
    const world = macBook();
    world.language = language;
    const before = configurationOf(world);
    const report = await hostDnsOn(world).apply(wanted('adapter'));
    expect(report.explanation).toBe(
      'dns: [mode=adapter "Wi-Fi „Büro/2“"=carrier "USB 10/100 LAN"=carrier "Thunderbolt Bridge"=disabled ret=networksetup]',
    );
    expect(servicesOf(world).map(({ servers }) => servers)).toEqual([
      ['127.0.0.1', '::1'],
      ['127.0.0.1', '::1'],
      [],
    ]);
    await hostDnsOn(world).reset();
    expect(configurationOf(world)).toEqual(before);
  },
);

test('the dead man waits with its file before its eyes, and recovery stands in a file of launchd', async () => {
  const { steps } = unwrap(await hostDnsOn(macBook()).plan(wanted('adapter')));
  const hook = steps.find(({ role }) => role === 'hook');
  const deadMan = steps.find(({ role }) => role === 'deadMan');
  expect(hook?.commands.join('\n')).toContain('<string>/opt/my apps/skywriter</string>');
  expect(hook?.commands.join('\n')).toContain('<string>&lt;&amp;&gt;</string>');
  expect(deadMan?.commands.at(-1)).toBe(
    '/bin/launchctl bootstrap system /Library/LaunchDaemons/skywriter-host-dns-dead-man.plist',
  );
  expect(deadMan?.commands.join('\n')).toContain('test -e "$2" || exit 0');
});

interface Event {
  happen(world: MacWorld): void;
  pass?(world: MacWorld): void;
}
const events: readonly (readonly [string, Event])[] = [
  ['nothing', { happen() {} }],
  ['a restart', { happen: reboot }],
  [
    'another location, and back',
    {
      happen(world) {
        // There somebody has a resolver of their own, at the address of our proxy.
        const same = servicesOf(world).map((service) => ({ ...service, servers: ['127.0.0.1', '::1'] }));
        world.locations.set('Home', same);
        world.location = 'Home';
      },
      pass(world) {
        expect(servicesOf(world).every(({ servers }) => servers.join() === '127.0.0.1,::1')).toBe(true);
        world.locations.delete('Home');
        world.location = 'Automatic';
      },
    },
  ],
  [
    'a user',
    {
      happen(world) {
        for (const service of servicesOf(world)) service.servers = ['9.9.9.9'];
      },
    },
  ],
];
const scenarios: readonly (readonly [
  string,
  Mode | undefined,
  (engine: HostDnsEngine) => Promise<Report>,
])[] = [
  ['the first split', undefined, (engine) => engine.apply(wanted('split'))],
  ['the first takeover', undefined, (engine) => engine.apply(wanted('adapter'))],
  ['split after takeover', 'adapter', (engine) => engine.apply(wanted('split'))],
  ['reset of split', 'split', (engine) => engine.reset()],
  ['reset of takeover', 'adapter', (engine) => engine.reset()],
];

describe.each(scenarios)('death at every change of %s', (_, first, command) => {
  test.each(events)('then %s', async (what, event) => {
    for (let changes = 0; ; changes += 1) {
      const world = macBook();
      const before = configurationOf(world);
      if (first !== undefined) await hostDnsOn(world).apply(wanted(first));
      const report = await command(hostDnsOn(world, changes));
      event.happen(world);
      await hostDnsOn(world).recover();
      event.pass?.(world);
      await hostDnsOn(world).recover();
      await hostDnsOn(world).reset();
      if (what === 'a user') {
        expect(servicesOf(world).every(({ servers }) => servers.join() === '9.9.9.9')).toBe(true);
        expect(configurationOf(world).kept).toEqual(before.kept);
      } else expect(configurationOf(world), `died after ${changes} changes`).toEqual(before);
      if (report.ok) break;
      expect(changes).toBeLessThan(200);
    }
  });
});
