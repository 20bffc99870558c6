import { type FSWatcher, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '@skywriter/core';

/** A file is read when it has been quiet for so long: editors and kubelet write in several steps. */
const QUIET_MS = 50;
/** Some file systems tell nobody of changes (NFS, some mounts), so the file is also looked at. */
const LOOK_EVERY_MS = 10_000;

/**
 * Calls `changed` when the content of a file is another. The folder is watched and not the file, because
 * editors replace files, and a ConfigMap is changed by swapping the link `..data` beside it. A file that is
 * gone for a moment is no change.
 */
export async function watchFile(options: {
  readonly file: string;
  readonly clock: Clock;
  readonly changed: () => void;
}): Promise<() => void> {
  const { file, clock, changed } = options;
  let content = await read(file);
  let watcher: FSWatcher | undefined;
  let cancelQuiet = (): void => {};
  let cancelLook = (): void => {};
  let stopped = false;

  async function look(): Promise<void> {
    const now = await read(file);
    if (stopped || now === undefined || now === content) return;
    content = now;
    changed();
  }
  function stir(): void {
    cancelQuiet();
    cancelQuiet = clock.after(QUIET_MS, () => void look());
  }
  function open(): void {
    try {
      watcher = watch(dirname(file), { persistent: false }, stir);
      watcher.on('error', () => {
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // No watches are left, or the folder is gone: looking goes on.
      watcher = undefined;
    }
  }
  function lookAgain(): void {
    cancelLook = clock.after(LOOK_EVERY_MS, () => {
      if (watcher === undefined) open();
      void look();
      lookAgain();
    });
  }

  open();
  lookAgain();
  return () => {
    stopped = true;
    cancelQuiet();
    cancelLook();
    watcher?.close();
  };
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
