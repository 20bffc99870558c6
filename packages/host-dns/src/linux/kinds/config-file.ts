import { type Result, success } from '@skywriter/core';
import { z } from 'zod';
import type { Command, Machine } from '../../machine/machine.ts';
import { printf, shellLine, shellWord, succeed } from '../../machine/shell.ts';
import type { SettingKind } from '../../setting/setting.ts';
import { octetsOf, textAt, textOf } from '../probe/text-file.ts';
import { wrongValue } from './value.ts';

const text = z.string();

/** How often and how long to look for a program that is started anew. */
const PAUSE_MS = 20;
const LOOKS = 150;

/**
 * A file that is ours alone, in a folder that some program reads: its value is its content. Where the reload
 * has another program started anew, and does not wait for it, `pidFile` tells when that is up.
 */
export function configFile(kind: string, reload: Command, pidFile?: string): SettingKind {
  return {
    kind,
    async read(target, machine) {
      const content = await machine.files.read(target);
      if (!content.ok) return content;
      return success(
        content.value === undefined ? { is: 'absent' } : { is: 'present', value: textOf(content.value) },
      );
    },
    async write(target, value, machine): Promise<Result<void>> {
      const { files } = machine;
      if (value === undefined) {
        const removed = await files.remove(target);
        if (!removed.ok) return removed;
        // Folders in /run come and go with who needs them; others belong to their packages.
        if (target.startsWith('/run/'))
          await machine.run({ program: 'rmdir', arguments: ['--', folderOf(target)] });
      } else {
        const content = text.safeParse(value);
        if (!content.success) return wrongValue(kind, value);
        const folder = await files.folder(folderOf(target), 0o755);
        if (!folder.ok) return folder;
        const written = await files.write(target, octetsOf(content.data), 0o644);
        if (!written.ok) return written;
      }
      const old = pidFile === undefined ? undefined : await textAt(machine, pidFile);
      const reloaded = await succeed(machine, reload);
      if (reloaded.ok && pidFile !== undefined && old !== undefined) await successor(machine, pidFile, old);
      return reloaded.ok ? success(undefined) : reloaded;
    },
    same: (a, b) => a === b,
    commands(target, value) {
      const path = shellWord(target);
      const change =
        typeof value === 'string'
          ? [`mkdir -p ${shellWord(folderOf(target))}`, `${printf(value)} > ${path}`]
          : [`rm -f ${path}`];
      return [...change, shellLine(reload)];
    },
    describe: (target, value) => `${target}: ${typeof value === 'string' ? settingsOf(value) : 'none'}`,
  };
}

/** Waits for another process id; that none comes is for the verification to find out. */
async function successor(machine: Machine, pidFile: string, old: string): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const now = await textAt(machine, pidFile);
    if (now !== undefined && now.trim() !== '' && now !== old) return;
    await new Promise<void>((resolve) => {
      machine.clock.after(PAUSE_MS, resolve);
    });
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** The lines without comments and headings. */
function settingsOf(content: string): string {
  return content
    .split('\n')
    .filter((line) => line !== '' && !/^[#[]/.test(line))
    .join(', ');
}
