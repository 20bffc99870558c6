import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failure, type Result, success } from '@skywriter/core';
import { fileProblem } from './file-problem.ts';

const WRITABLE_BY_OTHERS = 0o022;
const WRITABLE_BY_ALL = 0o002;
const STICKY = 0o1000;

/**
 * Whether a folder, and what is in it, is the doing of this process's user alone: who could write there would
 * decide what is done with the rights of this process. Problem: SKY_HOST_STATE_FOLDER.
 */
export async function checkPrivateFolder(path: string, names: readonly string[]): Promise<Result<void>> {
  const user = process.geteuid?.() ?? 0;
  try {
    const folder = await lstat(path);
    if (!folder.isDirectory()) return refused(path, 'is no folder', path);
    if (folder.uid !== user) return refused(path, `belongs to user ${folder.uid}, not ${user}`, path);
    if ((folder.mode & WRITABLE_BY_OTHERS) !== 0) return refused(path, 'can be written by other users', path);
    for (const name of names) {
      const file = await lstat(join(path, name)).catch(() => undefined);
      // What went away since was a temporary file or a lock.
      if (file !== undefined && file.uid !== user)
        return refused(join(path, name), `belongs to user ${file.uid}, not ${user}`, path);
    }
    for (let above = dirname(path); ; above = dirname(above)) {
      const { uid, mode } = await lstat(above);
      if (uid !== 0 && uid !== user) return refused(above, `belongs to user ${uid}, above ${path}`, path);
      if ((mode & WRITABLE_BY_ALL) !== 0 && (mode & STICKY) === 0)
        return refused(above, `can be written by everybody, above ${path}`, path);
      if (above === dirname(above)) return success(undefined);
    }
  } catch (error) {
    return fileProblem('look at', path, error);
  }
}

function refused(what: string, reason: string, folder: string): Result<never> {
  return failure(
    'SKY_HOST_STATE_FOLDER',
    `${what} ${reason}, so somebody else may have written what is to be restored.`,
    `Look at what is in ${folder}; then remove it, or give it to the administrator alone (chown, chmod 700).`,
  );
}
