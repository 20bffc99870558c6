import { type Result, success } from '@skywriter/core';
import type { Machine } from '../../machine/machine.ts';
import { succeed } from '../../machine/shell.ts';
import type { Reading, SettingKind } from '../../setting/setting.ts';
import { isOurs } from '../resolver-text.ts';

export const RESOLVER_FOLDER_KIND = 'resolver-folder';

/**
 * The folder of resolver files, which macOS does not have by itself. Once somebody else has a file in it, it
 * is theirs, and nothing of ours.
 */
export const resolverFolder: SettingKind = {
  kind: RESOLVER_FOLDER_KIND,
  async read(path, machine): Promise<Result<Reading>> {
    const entry = await machine.files.entry(path);
    if (!entry.ok) return entry;
    if (entry.value?.is !== 'folder') return success({ is: 'absent' });
    const shared = await hasOthers(path, machine);
    if (!shared.ok) return shared;
    return success(shared.value ? { is: 'absent' } : { is: 'present', value: 'ours' });
  },
  async write(path, value, machine) {
    if (value !== undefined) return await machine.files.folder(path, 0o755);
    const files = await machine.files.list(path);
    if (!files.ok) return files;
    if (files.value.length > 0) return success(undefined);
    const entry = await machine.files.entry(path);
    if (!entry.ok || entry.value?.is !== 'folder') return entry.ok ? success(undefined) : entry;
    const removed = await succeed(machine, { program: '/bin/rmdir', arguments: [path] });
    return removed.ok ? success(undefined) : removed;
  },
  same: () => true,
  commands: (path, value) => [value === undefined ? `rmdir ${path}` : `mkdir -p ${path}`],
  describe: (path, value) => `${path}: ${value === undefined ? 'no folder' : 'a folder'}`,
};

async function hasOthers(path: string, machine: Machine): Promise<Result<boolean>> {
  const files = await machine.files.list(path);
  if (!files.ok) return files;
  for (const file of files.value) {
    const content = await machine.files.read(`${path}/${file}`);
    if (!content.ok) return content;
    if (!isOurs(new TextDecoder().decode(content.value ?? new Uint8Array()))) return success(true);
  }
  return success(false);
}
