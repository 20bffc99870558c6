import { success } from '@skywriter/core';
import { expect, test } from 'vitest';
import type { Json } from '../../setting/setting.ts';
import { linuxPlatform } from '../platform.ts';
import { fails, recordedMachine, recordingOf, succeeds } from '../testing/recorded-machine.ts';
import { configFile } from './config-file.ts';
import { deadMan } from './dead-man.ts';
import { debianResolvconf, openresolv } from './resolvconf.ts';
import { resolvedLink } from './resolved-link.ts';
import { RECOVERY_UNIT, systemdUnit } from './systemd-unit.ts';

const absent = success({ is: 'absent' });
const present = (value: Json) => success({ is: 'present', value });
const ok = success(undefined);

test.each(linuxPlatform.kinds.map((kind) => [kind.kind, kind] as const))(
  '%s refuses values that are none',
  async (_, kind) => {
    const { machine, ran, files } = recordedMachine({}, succeeds);
    for (const value of [5, true, [[1]], { is: 'nonsense' }, null]) {
      const code = kind.kind === 'hosts-block' ? 'SKY_HOSTS_LINE' : 'SKY_HOST_VALUE';
      expect(await kind.write('/x', value, machine)).toMatchObject({ problem: { code } });
    }
    expect([ran, [...files.nodes]]).toEqual([[], []]);
    expect(kind.describe('/x', undefined)).toContain('x');
  },
);

test('every kind has another name', () => {
  const names = linuxPlatform.kinds.map(({ kind }) => kind);
  expect(new Set(names).size).toBe(names.length);
});

test('a configuration file counts once its program has read it', async () => {
  const kind = configFile('test', { program: 'reload', arguments: ['now'] });
  const { machine, ran, text } = recordedMachine({}, succeeds);
  expect(await kind.read('/run/x.d/ours', machine)).toEqual(absent);
  expect(await kind.write('/run/x.d/ours', 'a=b\n', machine)).toEqual(ok);
  expect(await kind.read('/run/x.d/ours', machine)).toEqual(present('a=b\n'));
  expect(await kind.write('/run/x.d/ours', undefined, machine)).toEqual(ok);
  expect(text('/run/x.d/ours')).toBeUndefined();
  expect(ran).toEqual(['reload now', 'rmdir -- /run/x.d', 'reload now']);
  expect(kind.commands('/run/x.d/ours', '# c\n[S]\na=%b\n')).toEqual([
    'mkdir -p /run/x.d',
    "printf '# c\\n[S]\\na=%%b\\n' > /run/x.d/ours",
    'reload now',
  ]);
  expect(kind.commands('/run/x.d/ours', undefined)).toEqual(['rm -f /run/x.d/ours', 'reload now']);
  expect(kind.describe('/x', '# c\n[S]\na=b\nc=d\n')).toBe('/x: a=b, c=d');
  const broken = recordedMachine({}, fails);
  expect(await kind.write('/etc/x', 'a', broken.machine)).toMatchObject({
    problem: { code: 'SKY_HOST_COMMAND', message: 'reload now ended with code 1: It is broken.' },
  });
});

test('a program that is started anew is waited for', async () => {
  const kind = configFile('test', { program: 'reload', arguments: [] }, '/run/x.pid');
  const { machine, files } = recordedMachine({ files: { '/run/x.pid': '7\n' } }, succeeds);
  let looks = 0;
  const read: typeof files.read = async (path) => {
    if (path === '/run/x.pid' && ++looks === 4)
      await files.write(path, new TextEncoder().encode('8\n'), 0o644);
    return files.read(path);
  };
  expect(await kind.write('/etc/x', 'a', { ...machine, files: { ...files, read } })).toEqual(ok);
  expect(looks).toBe(4);
  expect(await kind.write('/etc/x', 'a', machine)).toEqual(ok);
});

test('a link of resolved: exact commands, nothing that could be taken for an option', async () => {
  const { machine, ran } = recordedMachine({}, succeeds);
  const value = {
    servers: ['172.19.1.100', '[fd00::1]:5300'],
    domains: ['~cluster.local'],
    defaultRoute: false,
  };
  expect(await resolvedLink.write('k2s0', value, machine)).toEqual(ok);
  expect(await resolvedLink.write('k2s0', undefined, machine)).toEqual(ok);
  expect(ran).toEqual([
    'resolvectl default-route -- k2s0 no',
    "resolvectl domain -- k2s0 '~cluster.local'",
    "resolvectl dns -- k2s0 172.19.1.100 '[fd00::1]:5300'",
    'resolvectl revert -- k2s0',
  ]);
  expect(resolvedLink.commands('k2s0', value)).toEqual(ran.slice(0, 3));
  expect(resolvedLink.commands('k2s0', undefined)).toEqual(ran.slice(3));
  const lists = { servers: [], domains: [], defaultRoute: true };
  expect(resolvedLink.commands('k2s0', lists)).toEqual([
    'resolvectl default-route -- k2s0 yes',
    "resolvectl domain -- k2s0 ''",
    "resolvectl dns -- k2s0 ''",
  ]);
  expect(resolvedLink.describe('k2s0', value)).toBe(
    'link k2s0: 172.19.1.100, [fd00::1]:5300 for ~cluster.local',
  );
});

test.each(['resolved-252', 'resolved-262'])('a link of resolved is read as it was set: %s', async (name) => {
  const recording = recordingOf(name);
  const links = { '/sys/class/net/k2s0/ifindex': '3\n', '/sys/class/net/lo/ifindex': '1\n' };
  const { machine } = recordedMachine({ ...recording, files: links });
  expect(await resolvedLink.read('k2s0', machine)).toEqual(
    present({ servers: ['172.19.1.100:5300', 'fd00::7'], domains: ['~cluster.local'], defaultRoute: false }),
  );
  expect(await resolvedLink.read('lo', machine)).toEqual(absent);
  expect(await resolvedLink.read('eth7', machine)).toEqual(success({ is: 'gone' }));
  const { machine: silent } = recordedMachine({ files: links });
  expect(await resolvedLink.read('k2s0', silent)).toMatchObject({ problem: { code: 'SKY_HOST_RESOLVED' } });
});

test('a link of resolved means the same in any order of its domains, not of its servers', () => {
  const value = { servers: ['1.1.1.1', '2.2.2.2'], domains: ['~a', '~b'], defaultRoute: false };
  expect(resolvedLink.same(value, { ...value, domains: ['~b', '~a'] })).toBe(true);
  expect(resolvedLink.same(value, { ...value, servers: ['2.2.2.2', '1.1.1.1'] })).toBe(false);
  expect(resolvedLink.same(value, { ...value, defaultRoute: true })).toBe(false);
});

test('both kinds of resolvconf', async () => {
  const { machine, ran, files } = recordedMachine({}, succeeds);
  const text = 'nameserver 127.0.0.2\n';
  await debianResolvconf.write('lo.x', text, machine);
  await debianResolvconf.write('lo.x', undefined, machine);
  await openresolv.write('x', text, machine);
  await openresolv.write('x', undefined, machine);
  expect(ran).toEqual([
    "printf 'nameserver 127.0.0.2\\n' | resolvconf -a lo.x",
    'resolvconf -d lo.x',
    "printf 'nameserver 127.0.0.2\\n' | resolvconf -m 0 -x -a x",
    'resolvconf -f -d x',
  ]);
  expect([...debianResolvconf.commands('lo.x', text), ...openresolv.commands('x', undefined)]).toEqual([
    ran[0],
    ran[3],
  ]);
  await files.write(
    '/run/resolvconf/interface/lo.x',
    new TextEncoder().encode('nameserver 127.0.0.2'),
    0o644,
  );
  const reading = await debianResolvconf.read('lo.x', machine);
  expect(
    reading.ok && reading.value.is === 'present' && debianResolvconf.same(reading.value.value, text),
  ).toBe(true);
});

test('a unit is enabled once systemd knows it, and leaves nothing', async () => {
  const { machine, ran, text } = recordedMachine({}, succeeds);
  expect(await systemdUnit.write(RECOVERY_UNIT, '[Unit]\n', machine)).toEqual(ok);
  expect(await systemdUnit.read(RECOVERY_UNIT, machine)).toEqual(present('[Unit]\n'));
  expect(await systemdUnit.write(RECOVERY_UNIT, undefined, machine)).toEqual(ok);
  expect(text(RECOVERY_UNIT)).toBeUndefined();
  expect(ran).toEqual([
    'systemctl daemon-reload',
    'systemctl enable skywriter-host-dns.service',
    'systemctl disable skywriter-host-dns.service',
    'systemctl daemon-reload',
  ]);
});

test("a dead man's switch says what it was told", async () => {
  const value = { seconds: 300, command: ['/usr/bin/node', "it's", '$(reboot)', '%n'] };
  const { machine, ran } = recordedMachine({}, succeeds);
  expect(await deadMan.write('ours', value, machine)).toEqual(ok);
  expect(ran[0]).toBe('systemctl stop ours.timer');
  expect(ran.slice(1)).toEqual(deadMan.commands('ours', value));
  const shown = recordedMachine({
    commands: {
      'systemctl is-active ours.timer': [0, 'active\n'],
      'systemctl show --property=Description --value ours.timer': [0, `${JSON.stringify(value)}\n`],
    },
  });
  expect(await deadMan.read('ours', shown.machine)).toEqual(present(value));
  const none = recordedMachine({ commands: { 'systemctl is-active ours.timer': [3, 'inactive\n'] } });
  expect(await deadMan.read('ours', none.machine)).toEqual(absent);
});
