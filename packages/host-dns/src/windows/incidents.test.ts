import { expect, test } from 'vitest';
import {
  comeBack,
  disable,
  disconnect,
  join,
  policyComes,
  policyGoes,
  reboot,
  remove,
  renewLease,
  setServers,
  sleep,
  vpnDown,
  vpnUp,
} from './simulator/events.ts';
import { effectiveOf, lookUp } from './simulator/lookup.ts';
import { configurationOf, type SimulatedAdapter, simulatedAdapter } from './simulator/world.ts';
import { CLUSTER, CORPORATE, hostDnsOn, laptop, name, PROXY, startProxy, wanted } from './testing/host.ts';

const A = (query: string) => ({ name: query, type: 'A' }) as const;

test('split: names of the cluster go to the cluster and to nobody else, all others as before', async () => {
  const { world } = laptop();
  world.adapters.splice(2, 1);
  const before = configurationOf(world);
  expect(await hostDnsOn(world).apply(wanted('split'))).toMatchObject({ ok: true, backend: 'NRPT' });
  expect(lookUp(world, A('shop.cluster.local'))).toEqual({ is: 'found', addresses: [CLUSTER] });
  expect(lookUp(world, A('cluster.local'))).toEqual({ is: 'found', addresses: [CLUSTER] });
  expect(lookUp(world, A('git.corp.example'))).toEqual({ is: 'found', addresses: ['10.9.9.9'] });
  expect(world.servers.askedFor('shop.cluster.local')).toEqual([CLUSTER]);
  expect(world.servers.askedFor('cluster.local')).toEqual([CLUSTER]);
  expect(world.servers.askedFor('git.corp.example')).toEqual([CORPORATE]);
  expect(await hostDnsOn(world).reset()).toMatchObject({ ok: true });
  expect(configurationOf(world)).toEqual(before);
});

test('split: after a crash and a restart of Windows nothing is left, although nobody did anything', async () => {
  const { world } = laptop();
  const before = configurationOf(world);
  await hostDnsOn(world).apply(wanted('split'));
  reboot(world);
  expect(configurationOf(world)).toEqual(before);
  expect(await hostDnsOn(world).recover()).toMatchObject({ ok: true });
});

const downs: readonly (readonly [string, (adapter: SimulatedAdapter) => void])[] = [
  ['without a cable', disconnect],
  ['switched off', disable],
  ['pulled out', (adapter) => remove(adapter, 'stays')],
];

test.each(downs)(
  'an adapter %s at stop is put back all the same, and works when it is back',
  async (_, down) => {
    const { world, cable } = laptop();
    startProxy(world);
    const before = configurationOf(world);
    await hostDnsOn(world).apply(wanted('adapter'));
    expect(cable.static).toEqual({ ipv4: [PROXY], ipv6: ['::1'] });
    down(cable);
    expect(await hostDnsOn(world).reset()).toMatchObject({ ok: true });
    expect(configurationOf(world)).toEqual(before);
    world.servers.zones.delete(PROXY);
    comeBack(cable);
    expect(lookUp(world, A('git.corp.example'))).toEqual({ is: 'found', addresses: ['10.9.9.9'] });
  },
);

test('an adapter that is gone with its driver is remembered, and put back when it returns', async () => {
  const { world, cable } = laptop();
  const before = configurationOf(world);
  await hostDnsOn(world).apply(wanted('adapter'));
  remove(cable, 'goes');
  expect((await hostDnsOn(world).reset()).settings).toContainEqual(
    expect.objectContaining({
      outcome: 'gone',
      setting: { kind: 'adapter-dns', target: `${cable.guid}/ipv4` },
    }),
  );
  comeBack(cable);
  expect(cable.static.ipv4).toEqual([PROXY]);
  await hostDnsOn(world).recover();
  expect(configurationOf(world)).toEqual(before);
});

test('static servers of both families come back exactly, each in its family', async () => {
  const { world, cable } = laptop();
  cable.static = { ipv4: ['192.0.2.53', '192.0.2.54'], ipv6: ['2001:db8::53'] };
  const before = configurationOf(world);
  await hostDnsOn(world).apply(wanted('adapter'));
  expect(cable.static).toEqual({ ipv4: [PROXY], ipv6: ['::1'] });
  await hostDnsOn(world).reset();
  expect(configurationOf(world)).toEqual(before);
});

test('a proxy without an IPv6 address leaves IPv6 as it is, and says what bypasses it', async () => {
  const { world, cable } = laptop();
  cable.dhcp = { ipv4: [CORPORATE], ipv6: ['2001:db8::53'] };
  cable.static = { ipv4: [], ipv6: ['2001:db8::54'] };
  const servers = [{ address: PROXY, port: 53 }];
  const report = await hostDnsOn(world).apply(wanted('adapter', { servers }));
  expect(cable.static).toEqual({ ipv4: [PROXY], ipv6: ['2001:db8::54'] });
  expect(report.warnings).toContainEqual(expect.objectContaining({ code: 'SKY_HOST_BYPASS' }));
  await hostDnsOn(world).reset();
  expect(cable.static).toEqual({ ipv4: [], ipv6: ['2001:db8::54'] });
});

test.each([false, true])(
  'a wireless network that was left remembers the proxy no longer (copies: %s)',
  async (copies) => {
    const { world, wireless } = laptop();
    world.copiesToProfile = copies;
    const before = configurationOf(world);
    await hostDnsOn(world).apply(wanted('adapter'));
    join(wireless, 'home');
    await hostDnsOn(world).reset();
    join(wireless, 'office');
    expect(wireless.profile.ipv4).toEqual([PROXY]);
    await hostDnsOn(world).recover();
    expect(configurationOf(world)).toEqual(before);
  },
);

test('servers of a wireless network come back to where they were', async () => {
  const { world, wireless } = laptop();
  const own = { ipv4: ['192.0.2.1'], ipv6: [] };
  wireless.profile = own;
  wireless.wireless?.remembered.set('office', own);
  const before = configurationOf(world);
  await hostDnsOn(world).apply(wanted('adapter'));
  expect(wireless).toMatchObject({ static: { ipv4: [PROXY] }, profile: { ipv4: [] } });
  await hostDnsOn(world).reset();
  expect(configurationOf(world)).toEqual(before);
});

test('Group Policy with its key is told, and nothing is done that would not count', async () => {
  const { world } = laptop();
  policyComes(world);
  const before = configurationOf(world);
  const report = await hostDnsOn(world).apply(wanted('split'));
  expect(report.problem).toMatchObject({ code: 'SKY_HOST_POLICY' });
  expect(configurationOf(world)).toEqual(before);
});

test('beside the rules of Group Policy ours count, and theirs stay', async () => {
  const { world } = laptop();
  world.adapters.splice(2, 1);
  policyComes(world, { '.corp.example': CORPORATE });
  const before = configurationOf(world);
  const report = await hostDnsOn(world).apply(wanted('split', { allowPolicyKey: true }));
  expect(report).toMatchObject({ ok: true, backend: 'NRPT and policy key' });
  lookUp(world, A('shop.cluster.local'));
  expect(world.servers.askedFor('shop.cluster.local')).toEqual([CLUSTER]);
  await hostDnsOn(world).reset();
  expect(configurationOf(world)).toEqual(before);
});

test('a policy key that only our rule keeps there goes with it; an empty one that was there stays', async () => {
  const { world } = laptop();
  policyComes(world, { '.corp.example': CORPORATE });
  await hostDnsOn(world).apply(wanted('split', { allowPolicyKey: true }));
  policyGoes(world);
  expect(world.policyRules?.size).toBe(1);
  await hostDnsOn(world).reset();
  expect(world.policyRules).toBeUndefined();

  policyComes(world);
  await hostDnsOn(world).apply(wanted('split', { allowPolicyKey: true }));
  await hostDnsOn(world).reset();
  expect(world.policyRules?.size).toBe(0);
});

test('a host that crashes with the proxy in its adapters resolves names again after its next start', async () => {
  const { world } = laptop();
  startProxy(world);
  const before = configurationOf(world);
  await hostDnsOn(world).apply(wanted('adapter'));
  expect(world.tasks.get('skywriter-host-dns-recover')).toEqual({
    program: 'C:\\Program Files\\nodejs\\node.exe',
    arguments: 'skywriter host recover',
    description: 'skywriter-host-dns at start',
  });
  reboot(world);
  world.servers.zones.delete(PROXY);
  world.servers.zones.delete('::1');
  expect(lookUp(world, A('git.corp.example')).is).not.toBe('found');
  await hostDnsOn(world).recover();
  expect(configurationOf(world)).toEqual(before);
  expect(lookUp(world, A('git.corp.example')).is).toBe('found');
});

test('what a user set meanwhile is left and told; what the network gave meanwhile is in force after', async () => {
  const { world, cable, wireless } = laptop();
  await hostDnsOn(world).apply(wanted('adapter'));
  setServers(world, cable, 'ipv4', ['9.9.9.9']);
  renewLease(wireless, ['10.5.5.5']);
  const report = await hostDnsOn(world).reset();
  expect(report.problem).toMatchObject({ code: 'SKY_HOST_CONFLICT' });
  expect(cable.static).toEqual({ ipv4: ['9.9.9.9'], ipv6: [] });
  expect(effectiveOf(wireless, 'ipv4')).toEqual(['10.5.5.5']);
});

test('addresses that an older program left are found without a journal, and the own switch stays', async () => {
  const { world, cable, wireless } = laptop();
  const before = configurationOf(world);
  setServers(world, cable, 'ipv4', [PROXY]);
  disable(cable);
  setServers(world, wireless, 'ipv4', [PROXY]);
  join(wireless, 'home');
  join(wireless, 'office');
  await hostDnsOn(world).reset({ servers: [PROXY, CLUSTER] });
  expect(configurationOf(world)).toEqual(before);
});

test('a VPN adapter is left alone, and one that comes back has another index', async () => {
  const { world, cable } = laptop();
  const vpn = simulatedAdapter({
    name: 'Corp',
    description: 'WireGuard Tunnel',
    dhcp: { ipv4: ['10.8.0.1'], ipv6: [] },
  });
  world.adapters.push(vpn);
  await hostDnsOn(world).apply(wanted('adapter'));
  expect(vpn.static.ipv4).toEqual([]);
  remove(vpn, 'goes');
  remove(cable, 'stays');
  comeBack(cable);
  expect(await hostDnsOn(world).reset()).toMatchObject({ ok: true });
  expect(cable.static.ipv4).toEqual([]);
});

test('a VPN that takes every name leaves the cluster its own, and goes without a trace', async () => {
  const { world } = laptop();
  const before = configurationOf(world);
  world.servers.zones.set('10.8.0.1', () => ['10.8.8.8']);
  await hostDnsOn(world).apply(wanted('split'));
  const vpn = vpnUp(world, '10.8.0.1');
  expect(lookUp(world, A('shop.cluster.local'))).toEqual({ is: 'found', addresses: [CLUSTER] });
  expect(lookUp(world, A('git.corp.example'))).toEqual({ is: 'found', addresses: ['10.8.8.8'] });
  expect(await hostDnsOn(world).reset()).toMatchObject({ ok: true });
  expect(vpn.static.ipv4).toEqual(['10.8.0.1']);
  expect(lookUp(world, A('git.corp.example'))).toEqual({ is: 'found', addresses: ['10.8.8.8'] });
  vpnDown(world);
  expect(configurationOf(world)).toEqual(before);
  expect(lookUp(world, A('git.corp.example'))).toEqual({ is: 'found', addresses: ['10.9.9.9'] });
});

test('who wakes in another network still asks the proxy, and after reset what is given there', async () => {
  const { world, cable, wireless } = laptop();
  await hostDnsOn(world).apply(wanted('adapter'));
  sleep(world, ['10.5.5.5']);
  expect([cable, wireless].map((adapter) => effectiveOf(adapter, 'ipv4'))).toEqual([[PROXY], [PROXY]]);
  expect(await hostDnsOn(world).reset()).toMatchObject({ ok: true });
  expect([cable, wireless].map((adapter) => effectiveOf(adapter, 'ipv4'))).toEqual([
    ['10.5.5.5'],
    ['10.5.5.5'],
  ]);
});

test('in constrained language mode rules are made by cmdlets, and taken away after a restart', async () => {
  const { world } = laptop();
  world.languageMode = 'ConstrainedLanguage';
  const before = configurationOf(world);
  expect(await hostDnsOn(world).apply(wanted('split'))).toMatchObject({
    ok: true,
    backend: 'NRPT by cmdlet',
  });
  reboot(world);
  expect(world.localRules.size).toBe(1);
  await hostDnsOn(world).recover();
  expect(configurationOf(world)).toEqual(before);
});

test('without rights nothing is tried, and the line that would have them is told', async () => {
  const { world } = laptop();
  world.elevated = false;
  const before = configurationOf(world);
  const report = await hostDnsOn(world).apply(wanted('split'));
  expect(report.problem?.hint).toContain(
    "Start-Process -Verb RunAs -FilePath 'C:\\Program Files\\nodejs\\node.exe'",
  );
  expect(configurationOf(world)).toEqual(before);
});

test('fixed names stand in the hosts file with the line ends of Windows', async () => {
  const { world } = laptop();
  const before = configurationOf(world);
  const hosts = [{ address: CLUSTER, names: [name('k2s.registry.local')] }];
  await hostDnsOn(world).apply(wanted('hosts', { domains: [], servers: [], hosts }));
  expect(lookUp(world, A('k2s.registry.local'))).toEqual({ is: 'found', addresses: [CLUSTER] });
  expect(configurationOf(world).hosts).toContain(`${CLUSTER} k2s.registry.local\r\n`);
  await hostDnsOn(world).reset();
  expect(configurationOf(world)).toEqual(before);
});

test('a clock that is set is no restart', async () => {
  const { world } = laptop();
  await hostDnsOn(world).apply(wanted('adapter'));
  const applied = configurationOf(world);
  world.bootTime = '2026-11-20T08:12:47.1000000Z';
  expect(await hostDnsOn(world).recover()).toMatchObject({ ok: true, settings: [] });
  expect(configurationOf(world)).toEqual(applied);
});
