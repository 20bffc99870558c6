import { randomBytes } from 'node:crypto';
import { type FileHandle, link, lstat, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { reasonOf } from './file-problem.ts';
import { overwriteInPlace } from './overwrite-file.ts';

/** What `rename` says where a file may be written and not replaced: a bind mount, or a folder that is not ours. */
const irreplaceable = new Set(['EBUSY', 'EXDEV', 'EPERM', 'EACCES']);
/** Windows refuses for a moment what a virus scanner looks at. */
const RETRIES = process.platform === 'win32' ? 5 : 0;
const RETRY_MS = 20;

/**
 * Where a path is prepared before it gets its name. Always the same, so that what a crash leaves there is
 * gone with the next write or removal; hidden, because resolvers read every file of their folders.
 */
export function temporaryOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.skywriter-new`);
}

/** Replaces or makes a file: as a whole, or not at all. The mode is for a new one; one that is there keeps its. */
export async function replaceFile(path: string, content: Uint8Array, mode: number): Promise<void> {
  const found = await lstat(path).catch((error: unknown) => {
    if (reasonOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  const kept = found?.isFile() === true ? found : undefined;
  try {
    await replaceBy(path, async (temporary) => {
      await writeNew(temporary, content, async (file) => {
        await file.chmod(kept === undefined ? mode : kept.mode & 0o7777);
        if (kept !== undefined && process.getuid?.() === 0) await file.chown(kept.uid, kept.gid);
      });
    });
  } catch (error) {
    if (kept === undefined || !irreplaceable.has(reasonOf(error))) throw error;
    await overwriteInPlace(path, content);
  }
}

/** Has something made under a temporary name, and puts it in the place of whatever file or link is there. */
export async function replaceBy(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = temporaryOf(path);
  await unlink(temporary).catch(() => {});
  try {
    await make(temporary);
    await renameAtLast(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes a file that is not there, whole from the start; false where something is. */
export async function createFile(path: string, content: Uint8Array, mode: number): Promise<boolean> {
  // Of two that create at once, each needs a name of its own.
  const temporary = `${temporaryOf(path)}-${randomBytes(6).toString('hex')}`;
  try {
    await writeNew(temporary, content, (file) => file.chmod(mode));
    await link(temporary, path);
  } catch (error) {
    if (reasonOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(temporary).catch(() => {});
  }
  await syncFolder(dirname(path));
  return true;
}

/** Makes what a folder holds survive a power cut. Windows has no means for it, and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    // Some file systems cannot sync folders; then they cannot promise more either.
    if (!['EINVAL', 'ENOTSUP'].includes(reasonOf(error))) throw error;
  } finally {
    await folder.close();
  }
}

async function writeNew(
  path: string,
  content: Uint8Array,
  prepare: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await prepare(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function renameAtLast(from: string, to: string, left = RETRIES): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (left === 0 || !irreplaceable.has(reasonOf(error))) throw error;
    await pause(RETRY_MS);
    await renameAtLast(from, to, left - 1);
  }
}
