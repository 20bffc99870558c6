import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failure, success } from '@skywriter/core';
import { makeFolder, manualClock } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import type { Files, Machine } from '../machine/machine.ts';
import { hostsBlock } from './kind.ts';

const lines = ['172.19.1.100 k2s.registry.local'];

/** A machine of one file, whose writes fail so often. */
function machineWith(content: string, failures = 0) {
  let file: Uint8Array = new TextEncoder().encode(content);
  let left = failures;
  let writes = 0;
  const clock = manualClock();
  const files = {
    read: async () => success(file),
    write: async (_path: string, next: Uint8Array) => {
      writes++;
      if (left-- > 0) return failure('SKY_HOST_FILE', 'It is in use.', 'Wait.');
      file = next;
      return success(undefined);
    },
  } satisfies Partial<Files>;
  const machine = { platform: 'linux', clock: { ...clock, after: later }, files } as unknown as Machine;
  function later(_ms: number, task: () => void) {
    queueMicrotask(task);
    return () => {};
  }
  return { machine, text: () => new TextDecoder().decode(file), writes: () => writes };
}

test('reads what it wrote, writes nothing twice, and takes it away', async () => {
  const { machine, text, writes } = machineWith('127.0.0.1 localhost\n');
  expect(await hostsBlock.read('/etc/hosts', machine)).toEqual(success({ is: 'absent' }));
  await hostsBlock.write('/etc/hosts', lines, machine);
  await hostsBlock.write('/etc/hosts', lines, machine);
  expect(writes()).toBe(1);
  expect(await hostsBlock.read('/etc/hosts', machine)).toEqual(success({ is: 'present', value: lines }));
  await hostsBlock.write('/etc/hosts', undefined, machine);
  expect(text()).toBe('127.0.0.1 localhost\n');
});

test('is patient with a file that is in use, and not for ever', async () => {
  expect(await hostsBlock.write('/etc/hosts', lines, machineWith('', 4).machine)).toEqual(success(undefined));
  const busy = machineWith('', 5);
  expect(await hostsBlock.write('/etc/hosts', lines, busy.machine)).toMatchObject({
    problem: { code: 'SKY_HOST_FILE' },
  });
  expect(busy.writes()).toBe(5);
});

test.each([[['1.2.3.4 a\n6.6.6.6 b']], [['; rm -rf']], ['1.2.3.4 a'], [[1]], [{}]])(
  'refuses %j',
  async (value) => {
    const { machine, text } = machineWith('x\n');
    expect(await hostsBlock.write('/etc/hosts', value, machine)).toMatchObject({
      problem: { code: 'SKY_HOSTS_LINE' },
    });
    expect(text()).toBe('x\n');
    expect(hostsBlock.commands('/etc/hosts', value)).toEqual([]);
  },
);

test('its commands do in a shell what it does', async () => {
  const path = join(await makeFolder("it's a hosts file"), 'hosts');
  for (const before of ['127.0.0.1 localhost\n', '']) {
    writeFileSync(path, before);
    for (const value of [lines, lines, undefined]) {
      const { machine, text } = machineWith(before);
      await hostsBlock.write(path, value, machine);
      for (const command of hostsBlock.commands(path, value)) execFileSync('/bin/sh', ['-c', command]);
      expect(readFileSync(path, 'utf8')).toBe(text());
    }
  }
});

test('its commands on Windows are for PowerShell', () => {
  const path = 'C:\\Windows\\System32\\drivers\\etc\\hosts';
  expect(hostsBlock.commands(path, lines).at(-1)).toBe(
    `Add-Content -LiteralPath '${path}' -Value '# >>> skywriter-host-dns >>>','${lines[0]}','# <<< skywriter-host-dns <<<'`,
  );
});

test('describes itself in a line', () => {
  expect(hostsBlock.describe('/etc/hosts', lines)).toBe(`/etc/hosts: ${lines[0]}`);
  expect(hostsBlock.describe('/etc/hosts', undefined)).toBe('/etc/hosts: no block of ours');
});
