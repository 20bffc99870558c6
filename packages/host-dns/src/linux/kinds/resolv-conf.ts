import { type Result, success } from '@skywriter/core';
import { z } from 'zod';
import type { Machine } from '../../machine/machine.ts';
import { MARKER } from '../../platform/host-dns.ts';
import type { Json, Reading, SettingKind } from '../../setting/setting.ts';
import { printf, shellWord } from '../command.ts';
import { octetsOf, textOf } from '../probe/text-file.ts';
import { wrongValue } from './value.ts';

const shape = z.discriminatedUnion('is', [
  z.object({ is: z.literal('file'), text: z.string() }),
  z.object({ is: z.literal('link'), to: z.string() }),
]);
type Value = z.infer<typeof shape>;

/**
 * /etc/resolv.conf as a whole, the link or the file: its target is the path. What was there is also kept
 * beside it, so that it comes back without a journal.
 */
export const resolvConfFile: SettingKind = {
  kind: 'resolv-conf',
  read: readAt,
  async write(target, value, machine): Promise<Result<void>> {
    const wanted = value === undefined ? undefined : shape.safeParse(value);
    if (wanted?.success === false) return wrongValue('resolv-conf', value ?? null);
    const now = await readAt(target, machine);
    if (!now.ok) return now;
    const ours = now.value.is === 'present' && isOurs(now.value.value);
    const keep = keptBeside(target);
    if (wanted !== undefined && isOurs(wanted.data)) {
      const kept =
        ours || now.value.is !== 'present' ? success(undefined) : await put(keep, now.value.value, machine);
      return kept.ok ? await put(target, wanted.data, machine) : kept;
    }
    const kept = await readAt(keep, machine);
    if (!kept.ok) return kept;
    const before = wanted?.data ?? (ours && kept.value.is === 'present' ? kept.value.value : undefined);
    const done =
      before === undefined ? await machine.files.remove(target) : await put(target, before, machine);
    return done.ok ? await machine.files.remove(keep) : done;
  },
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  commands(target, value) {
    const path = shellWord(target);
    const keep = shellWord(keptBeside(target));
    const wanted = shape.safeParse(value);
    if (!wanted.success) return [`rm -f ${path}`, `rm -f ${keep}`];
    if (wanted.data.is === 'link') return [`ln -sfn ${shellWord(wanted.data.to)} ${path}`, `rm -f ${keep}`];
    // `install` replaces a link, where a redirection would write through it.
    const put = `${printf(wanted.data.text)} | install -m 644 /dev/stdin ${path}`;
    return isOurs(wanted.data) ? [`cp -P ${path} ${keep}`, put] : [put, `rm -f ${keep}`];
  },
  describe(target, value) {
    const wanted = shape.safeParse(value);
    if (!wanted.success) return `${target}: none`;
    if (wanted.data.is === 'link') return `${target}: link to ${wanted.data.to}`;
    const lines = wanted.data.text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return `${target}: ${lines.join(', ')}`;
  },
};

export function keptBeside(path: string): string {
  return `${path}.before-${MARKER}`;
}

function isOurs(value: Json): boolean {
  const { success: known, data } = shape.safeParse(value);
  return known && data.is === 'file' && data.text.includes(MARKER);
}

async function readAt(path: string, { files }: Machine): Promise<Result<Reading>> {
  const entry = await files.entry(path);
  if (!entry.ok) return entry;
  if (entry.value === undefined) return success({ is: 'absent' });
  if (entry.value.is === 'link') {
    return success({ is: 'present', value: { is: 'link', to: entry.value.to } });
  }
  const content = await files.read(path);
  if (!content.ok) return content;
  return success({ is: 'present', value: { is: 'file', text: textOf(content.value ?? new Uint8Array()) } });
}

async function put(path: string, value: Json, machine: Machine): Promise<Result<void>> {
  const known = shape.safeParse(value);
  if (!known.success) return wrongValue('resolv-conf', value);
  const done = await putValue(path, known.data, machine);
  // A new file has the label of its folder, and confined programs may not read that.
  const labels = await machine.files.entry('/sys/fs/selinux/enforce');
  if (done.ok && labels.ok && labels.value !== undefined) {
    await machine.run({ program: 'restorecon', arguments: ['--', path] });
  }
  return done;
}

async function putValue(path: string, value: Value, { files }: Machine): Promise<Result<void>> {
  if (value.is === 'link') return await files.link(path, value.to);
  return await files.write(path, octetsOf(value.text), 0o644);
}
