import { type Result, success } from '@skywriter/core';
import { z } from 'zod';
import type { Command } from '../../machine/machine.ts';
import { shellLine, succeed } from '../../machine/shell.ts';
import { MARKER } from '../../platform/host-dns.ts';
import type { SettingKind } from '../../setting/setting.ts';
import { textAt } from '../probe/text-file.ts';
import { wrongValue } from './value.ts';

interface Flavour {
  readonly kind: string;
  /** Where it keeps what it was told, one file for each name. */
  readonly folder: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Entries are lines of a resolv.conf under a name; the target is the name. */
function resolvconfEntry({ kind, folder, add, remove }: Flavour): SettingKind {
  const command = (target: string, value: string | undefined): Command =>
    value === undefined
      ? { program: 'resolvconf', arguments: [...remove, target] }
      : { program: 'resolvconf', arguments: [...add, target], input: value };
  return {
    kind,
    async read(target, machine) {
      const text = await textAt(machine, `${folder}/${target}`);
      return success(text === undefined ? { is: 'absent' } : { is: 'present', value: text });
    },
    async write(target, value, machine): Promise<Result<void>> {
      const text = z.string().optional().safeParse(value);
      if (!text.success) return wrongValue(kind, value ?? null);
      const done = await succeed(machine, command(target, text.data));
      return done.ok ? success(undefined) : done;
    },
    same: (a, b) => typeof a === 'string' && typeof b === 'string' && a.trim() === b.trim(),
    commands: (target, value) => [shellLine(command(target, typeof value === 'string' ? value : undefined))],
    describe: (target, value) =>
      `resolvconf ${target}: ${typeof value === 'string' ? value.trim().replaceAll('\n', ', ') : 'none'}`,
  };
}

/** Debian's takes those of `lo` first (interface-order(5)), and glibc then asks nobody else. */
export const debianResolvconf = resolvconfEntry({
  kind: 'resolvconf',
  folder: '/run/resolvconf/interface',
  add: ['-a'],
  remove: ['-d'],
});
export const DEBIAN_ENTRY = `lo.${MARKER}`;

/** First of all, and exclusive: nobody else's servers count while it is there. */
export const openresolv = resolvconfEntry({
  kind: 'openresolv',
  folder: '/run/resolvconf/interfaces',
  add: ['-m', '0', '-x', '-a'],
  remove: ['-f', '-d'],
});
export const OPENRESOLV_ENTRY = MARKER;
