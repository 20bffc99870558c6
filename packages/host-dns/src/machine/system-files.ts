import { lstat, mkdir, readdir, readFile, readlink, symlink, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Result, success } from '@skywriter/core';
import { fileProblem, reasonOf } from './file-problem.ts';
import type { Entry, Files } from './machine.ts';
import { checkPrivateFolder } from './private-folder.ts';
import { createFile, replaceBy, replaceFile, syncFolder, temporaryOf } from './replace-file.ts';

/** The files of this machine, by `node:fs`. */
export const systemFiles: Files = {
  async entry(path) {
    return attempt('look at', path, () => entryAt(path));
  },
  async read(path) {
    return attempt('read', path, () => absentIsUndefined(readFile(path)));
  },
  async write(path, content, mode) {
    return attempt('write', path, () => replaceFile(path, content, mode));
  },
  async create(path, content, mode) {
    return attempt('make', path, () => createFile(path, content, mode));
  },
  async link(path, to) {
    return attempt('link', path, () => replaceBy(path, (temporary) => symlink(to, temporary)));
  },
  async remove(path) {
    return attempt('remove', path, async () => {
      await absentIsUndefined(unlink(temporaryOf(path)));
      await absentIsUndefined(unlink(path).then(() => syncFolder(dirname(path))));
    });
  },
  async list(path) {
    return attempt('list', path, async () => ((await absentIsUndefined(readdir(path))) ?? []).sort());
  },
  async folder(path, mode) {
    return attempt('make the folder', path, () => makeFolder(path, mode));
  },
  async privateFolder(path) {
    const entry = await systemFiles.entry(path);
    if (!entry.ok) return entry;
    const made = entry.value === undefined ? await systemFiles.folder(path, 0o700) : success(undefined);
    if (!made.ok || process.platform === 'win32') return made;
    const names = await systemFiles.list(path);
    return await checkPrivateFolder(path, names.ok ? names.value : []);
  },
};

async function makeFolder(path: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await mkdir(path, { mode }).catch(async (error: unknown) => {
    if (reasonOf(error) !== 'EEXIST' || !(await lstat(path)).isDirectory()) throw error;
  });
}

async function attempt<T>(action: string, path: string, work: () => Promise<T>): Promise<Result<T>> {
  try {
    return success(await work());
  } catch (error) {
    return fileProblem(action, path, error);
  }
}

async function absentIsUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (reasonOf(error) === 'ENOENT') return undefined;
    throw error;
  });
}

async function entryAt(path: string): Promise<Entry | undefined> {
  const found = await absentIsUndefined(lstat(path));
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) return { is: 'link', to: await readlink(path) };
  if (found.isFile()) return { is: 'file', mode: found.mode & 0o7777, uid: found.uid, gid: found.gid };
  return { is: found.isDirectory() ? 'folder' : 'other' };
}
