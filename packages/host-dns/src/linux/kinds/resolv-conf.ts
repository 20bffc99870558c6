import { type Result, success } from '@skywriter/core';
import { z } from 'zod';
import type { Machine } from '../../machine/machine.ts';
import { printf, shellWord } from '../../machine/shell.ts';
import { MARKER } from '../../platform/host-dns.ts';
import type { SettingKind } from '../../setting/setting.ts';
import { octetsOf, textOf } from '../probe/text-file.ts';
import { wrongValue } from './value.ts';

const text = z.string();

/**
 * Our text in the place of /etc/resolv.conf; its target is the path. What was there, file or link, waits
 * beside it, so that it comes back without a journal too. Absent is every file of others; but while the old
 * one still waits, what others have put in the place of ours is told, so that it counts as theirs.
 */
export const resolvConfFile: SettingKind = {
  kind: 'resolv-conf',
  async read(target, machine) {
    const [now, kept] = [await standingAt(target, machine), await standingAt(keptBeside(target), machine)];
    if (!now.ok) return now;
    if (!kept.ok) return kept;
    const text = now.value === undefined ? '' : shown(now.value);
    if (isOurs(now.value)) return success({ is: 'present', value: text });
    const changed = kept.value !== undefined && shown(kept.value) !== text;
    return success(changed ? { is: 'present', value: text } : { is: 'absent' });
  },
  async write(target, value, machine): Promise<Result<void>> {
    const wanted = text.optional().safeParse(value);
    if (!wanted.success) return wrongValue('resolv-conf', value ?? null);
    const now = await standingAt(target, machine);
    if (!now.ok) return now;
    const keep = keptBeside(target);
    if (wanted.data?.includes(MARKER)) {
      if (now.value !== undefined && !isOurs(now.value)) {
        const kept = await put(keep, now.value, machine);
        if (!kept.ok) return kept;
      }
      const mode = now.value?.is === 'file' ? now.value.mode : 0o644;
      return await put(target, { is: 'file', text: wanted.data, mode }, machine);
    }
    const kept = await standingAt(keep, machine);
    if (!kept.ok) return kept;
    if (kept.value === undefined && !isOurs(now.value)) return success(undefined);
    const back =
      kept.value === undefined ? await machine.files.remove(target) : await put(target, kept.value, machine);
    return back.ok && wanted.data === undefined ? await machine.files.remove(keep) : back;
  },
  same: (a, b) => a === b,
  commands(target, value) {
    const path = shellWord(target);
    const keep = shellWord(keptBeside(target));
    if (typeof value !== 'string') return [`mv -T ${keep} ${path}`];
    // `install` replaces a link, where a redirection would write through it.
    return [`cp -P ${path} ${keep}`, `${printf(value)} | install -m 644 /dev/stdin ${path}`];
  },
  describe(target, value) {
    if (typeof value !== 'string') return `${target}: as it was`;
    const lines = value.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return `${target}: ${lines.join(', ')}`;
  },
};

export function keptBeside(path: string): string {
  return `${path}.before-${MARKER}`;
}

type Standing =
  | { readonly is: 'file'; readonly text: string; readonly mode: number }
  | { readonly is: 'link'; readonly to: string };

function isOurs(standing: Standing | undefined): boolean {
  return standing?.is === 'file' && standing.text.includes(MARKER);
}

function shown(standing: Standing): string {
  return standing.is === 'link' ? `link to ${standing.to}` : standing.text;
}

async function standingAt(path: string, { files }: Machine): Promise<Result<Standing | undefined>> {
  const entry = await files.entry(path);
  if (!entry.ok) return entry;
  if (entry.value === undefined) return success(undefined);
  if (entry.value.is === 'link') return success(entry.value);
  const content = await files.read(path);
  if (!content.ok) return content;
  const mode = entry.value.is === 'file' ? entry.value.mode : 0o644;
  return success({ is: 'file', text: textOf(content.value ?? new Uint8Array()), mode });
}

async function put(path: string, standing: Standing, machine: Machine): Promise<Result<void>> {
  const { files } = machine;
  if (standing.is === 'link') return await files.link(path, standing.to);
  const done = await files.write(path, octetsOf(standing.text), standing.mode);
  // A new file has the label of its folder, and confined programs may not read that.
  const labels = await files.entry('/sys/fs/selinux/enforce');
  if (done.ok && labels.ok && labels.value !== undefined) {
    await machine.run({ program: 'restorecon', arguments: ['--', path] });
  }
  return done;
}
