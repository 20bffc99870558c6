import { unwrap } from '@skywriter/core';
import { manualClock } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { linuxPlatform } from '../linux/platform.ts';
import { takeSnapshot } from '../linux/probe/take-snapshot.ts';
import { recordedMachine, recording, recordingOf } from '../linux/testing/recorded-machine.ts';
import { macPlatform } from '../macos/platform.ts';
import { processOn } from '../macos/simulator/machine.ts';
import { macWorld } from '../macos/simulator/world.ts';
import { captureUnix } from './unix.ts';

const linux = [
  'resolved-252',
  'resolved-262',
  'network-manager',
  'network-manager-dnsmasq',
  'dnsmasq',
  'debian-resolvconf',
  'openresolv',
  'mounted',
];

test.each(linux)('a capture of %s is a fixture: the parsers read the same of it', async (name) => {
  const original = recordedMachine(recordingOf(name)).machine;
  const captured = unwrap(await captureUnix(original, linuxPlatform));
  const replayed = recordedMachine(recording.parse(captured)).machine;
  expect(captured).toMatchObject({ recorded: 'Linux' });
  const [before, after] = [unwrap(await takeSnapshot(original)), unwrap(await takeSnapshot(replayed))];
  expect(after).toMatchObject({
    elevated: before.elevated,
    systemd: before.systemd,
    nssHosts: before.nssHosts,
    resolved: before.resolved,
    networkManager: before.networkManager,
    resolvconf: before.resolvconf,
    dnsmasq: before.dnsmasq,
    marked: before.marked,
    resolvConf: {
      is: before.resolvConf.is,
      owner: before.resolvConf.owner,
      mounted: before.resolvConf.mounted,
      immutable: before.resolvConf.immutable,
    },
  });
  const form = ({ links }: typeof before) =>
    links.map((link) => [
      link.name,
      link.carrier,
      link.addresses.length,
      link.servers.length,
      link.domains.length,
    ]);
  expect(form(after)).toEqual(form(before));
  expect(after.routes.map(({ link }) => link)).toEqual(before.routes.map(({ link }) => link));
  expect(JSON.stringify(captured)).not.toMatch(/\b10\.1\.1\.|corp\.example|52:54:00/);
});

test('a Mac: services, locations, domains and servers have other names everywhere', async () => {
  const world = macWorld([
    { name: 'Büro von Erika', enabled: true, servers: ['10.9.8.7'], dhcp: ['10.9.8.1'] },
    { name: 'Wi-Fi', enabled: false, servers: [], dhcp: ['10.9.8.1'] },
  ]);
  const content = new TextEncoder().encode('nameserver 10.9.8.7\nport 5353\n');
  world.files.nodes.set('/etc/resolver/corp.internal', {
    is: 'file',
    content,
    mode: 0o644,
    uid: 0,
    gid: 0,
  });
  const hosts = Buffer.from('127.0.0.1 localhost Erikas-Mac\n');
  world.files.nodes.set('/etc/hosts', { is: 'file', content: hosts, mode: 0o644, uid: 0, gid: 0 });
  const machine = processOn(world, { clock: manualClock(), changes: 0 });
  const captured = unwrap(await captureUnix(machine, macPlatform));
  const text = JSON.stringify(captured);
  expect(text).not.toMatch(/10\.9\.8|B.{1,2}ro|Erika|corp|internal/);
  const shape = z.object({
    recorded: z.literal('macOS'),
    snapshot: z.object({
      services: z.array(z.object({ name: z.string(), enabled: z.boolean(), servers: z.array(z.string()) })),
      resolverFiles: z.record(z.string(), z.string()),
    }),
    commands: z.record(z.string(), z.tuple([z.number(), z.string()])),
    files: z.record(z.string(), z.string()),
  });
  const { snapshot, commands, files } = shape.parse(captured);
  expect(captured).not.toHaveProperty('snapshot.hosts');
  expect(files['/etc/hosts']).toMatch(/^127\.0\.0\.1 localhost x[0-9a-f]{6}\n$/);
  const [first, second] = snapshot.services;
  expect(second).toEqual({ name: 'Wi-Fi', enabled: false, servers: [] });
  expect(commands[`/usr/sbin/networksetup -getdnsservers ${first?.name}`]).toEqual([
    0,
    `${first?.servers[0]}\n`,
  ]);
  expect(commands['/usr/sbin/networksetup -listallnetworkservices']?.[1]).toContain(
    `\n${first?.name}\n*Wi-Fi\n`,
  );
  const [[domain = '', file] = []] = Object.entries(snapshot.resolverFiles);
  expect(file).toBe(`nameserver ${first?.servers[0]}\nport 5353\n`);
  expect(files[`/etc/resolver/${domain}`]).toBe(file);
});
