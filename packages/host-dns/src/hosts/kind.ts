import { failure, type Result, success } from '@skywriter/core';
import { z } from 'zod';
import type { Machine } from '../machine/machine.ts';
import type { Json, Reading, SettingKind } from '../setting/setting.ts';
import { readBlock, withBlock } from './block.ts';
import { hostsCommands } from './commands.ts';

const valueSchema = z.array(z.string().regex(/^[0-9a-fA-F.:]+(?: [A-Za-z0-9._-]+)+$/));
const ATTEMPTS = 5;
const PAUSE_MS = 10;

/** The block in a hosts file: its value is the lines between our markers, its target the path. */
export const hostsBlock: SettingKind = {
  kind: 'hosts-block',
  async read(target, machine): Promise<Result<Reading>> {
    const content = await machine.files.read(target);
    if (!content.ok) return content;
    const lines = readBlock(content.value ?? new Uint8Array());
    if (!lines.ok) return lines;
    return success(lines.value === undefined ? { is: 'absent' } : { is: 'present', value: lines.value });
  },
  async write(target, value, machine): Promise<Result<void>> {
    const lines = value === undefined ? success(undefined) : linesIn(value);
    if (!lines.ok) return lines;
    const content = await machine.files.read(target);
    if (!content.ok) return content;
    const before = content.value ?? new Uint8Array();
    const after = withBlock(before, lines.value, machine.platform === 'win32' ? '\r\n' : '\n');
    if (!after.ok) return after;
    if (Buffer.compare(before, after.value) === 0) return success(undefined);
    return await patiently(machine, () => machine.files.write(target, after.value, 0o644));
  },
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  commands(target, value) {
    const lines = value === undefined ? success(undefined) : linesIn(value);
    return lines.ok ? hostsCommands(target, lines.value) : [];
  },
  describe(target, value) {
    const lines = value === undefined ? success([]) : linesIn(value);
    return `${target}: ${lines.ok && lines.value.length > 0 ? lines.value.join(', ') : 'no block of ours'}`;
  },
};

function linesIn(value: Json): Result<readonly string[]> {
  const lines = valueSchema.safeParse(value);
  if (lines.success) return success(lines.data);
  return failure(
    'SKY_HOSTS_LINE',
    `${JSON.stringify(value)} are no lines of a hosts file.`,
    'Give one address and its names for each line, such as "192.0.2.1 shop.example.com".',
  );
}

/** Virus scanners and other writers hold the file for moments. */
async function patiently(machine: Machine, work: () => Promise<Result<void>>): Promise<Result<void>> {
  for (let attempt = 1; ; attempt++) {
    const result = await work();
    if (result.ok || attempt === ATTEMPTS) return result;
    await new Promise<void>((resolve) => {
      machine.clock.after(PAUSE_MS, resolve);
    });
  }
}
