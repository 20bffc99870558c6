import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { success } from '@skywriter/core';
import { makeFolder } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import { systemMachine } from '../../machine/system-machine.ts';
import { keptBeside, resolvConfFile } from './resolv-conf.ts';

const absent = success({ is: 'absent' });
const present = (value: string) => success({ is: 'present', value });
const ok = success(undefined);
const ours = '# skywriter-host-dns\nnameserver 127.0.0.2\n';

/** A real folder, since links, modes and what commands do are all there is to it. */
async function realFolder() {
  const path = join(await makeFolder('resolv conf'), 'resolv.conf');
  const look = () => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return 'nothing';
    const content = found.isSymbolicLink() ? `→ ${readlinkSync(path)}` : readFileSync(path, 'latin1');
    return `${found.mode.toString(8)} ${content}`;
  };
  const left = () => lstatSync(keptBeside(path), { throwIfNoEntry: false }) !== undefined;
  return { path, look, left, machine: systemMachine() };
}

const stands: readonly (readonly [string, (path: string) => void])[] = [
  ['a file', (path) => writeFileSync(path, 'nameserver 10.1.1.1', { mode: 0o600 })],
  ['a file of any octets', (path) => writeFileSync(path, Buffer.from([0xff, 0x0d, 0x80, 0x0a]))],
  ['an empty file', (path) => writeFileSync(path, '')],
  [
    'a link',
    (path) => {
      writeFileSync(`${path}.office`, 'x\n');
      symlinkSync('resolv.conf.office', path);
    },
  ],
  ['a link to nothing', (path) => symlinkSync('../run/nothing', path)],
  ['nothing', () => {}],
];

test.each(stands)('resolv.conf was %s, and is again', async (_, make) => {
  const { path, look, left, machine } = await realFolder();
  make(path);
  const before = look();
  expect(await resolvConfFile.read(path, machine)).toEqual(absent);
  for (const value of [ours, `${ours}search x\n`]) {
    expect(await resolvConfFile.write(path, value, machine)).toEqual(ok);
    expect(await resolvConfFile.read(path, machine)).toEqual(present(value));
  }
  for (const _again of [1, 2]) expect(await resolvConfFile.write(path, undefined, machine)).toEqual(ok);
  expect([look(), left()]).toEqual([before, false]);
  expect(await resolvConfFile.read(path, machine)).toEqual(absent);
});

test.each(stands.filter(([what]) => what !== 'nothing'))(
  'its commands bring %s back, too',
  async (_, make) => {
    const { path, look, left, machine } = await realFolder();
    make(path);
    const before = look();
    for (const command of resolvConfFile.commands(path, ours)) execFileSync('/bin/sh', ['-c', command]);
    expect(await resolvConfFile.read(path, machine)).toEqual(present(ours));
    for (const command of resolvConfFile.commands(path, undefined)) execFileSync('/bin/sh', ['-c', command]);
    expect([look().replace(/^\d+/, ''), left()]).toEqual([before.replace(/^\d+/, ''), false]);
  },
);

test('what somebody wrote over ours is theirs, until it is forced away', async () => {
  const { path, look, left, machine } = await realFolder();
  writeFileSync(path, 'nameserver 10.1.1.1\n');
  const before = look();
  await resolvConfFile.write(path, ours, machine);
  rmSync(path);
  writeFileSync(path, 'nameserver 9.9.9.9\n');
  expect(await resolvConfFile.read(path, machine)).toEqual(present('nameserver 9.9.9.9\n'));
  await resolvConfFile.write(path, undefined, machine);
  expect([look(), left()]).toEqual([before, false]);
});

test('a crash after the old one was kept, and before ours stood there, has changed nothing', async () => {
  const { path, look, left, machine } = await realFolder();
  writeFileSync(path, 'nameserver 10.1.1.1\n');
  const before = look();
  writeFileSync(keptBeside(path), 'nameserver 10.1.1.1\n');
  expect(await resolvConfFile.read(path, machine)).toEqual(absent);
  await resolvConfFile.write(path, undefined, machine);
  expect([look(), left()]).toEqual([before, false]);
});
