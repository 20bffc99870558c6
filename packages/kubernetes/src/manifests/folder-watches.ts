import { type FSWatcher, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { codeOf } from './tree.ts';

/** Watches on folders, which tell that something in them changed. */
export interface FolderWatches {
  /** Watches exactly these from now on (path and identity); true if any was added. */
  set(folders: ReadonlyMap<string, string>): boolean;
  /** Folders that the system refuses to watch, with its reason. */
  readonly refused: ReadonlyMap<string, string>;
  close(): void;
}

export function folderWatches(onChange: (path: string | undefined) => void): FolderWatches {
  const watches = new Map<string, { identity: string; watcher: FSWatcher }>();
  const refused = new Map<string, string>();

  function drop(path: string): void {
    watches.get(path)?.watcher.close();
    watches.delete(path);
  }

  function add(path: string, identity: string): boolean {
    try {
      const watcher = watch(path, (_, file) => {
        // How the folder's own end or move is told. Its inode number may be given to its successor at once.
        if (file === basename(path)) drop(path);
        onChange(file === null ? undefined : join(path, file));
      });
      watcher.on('error', (error) => {
        refused.set(path, codeOf(error));
        watcher.close();
      });
      watches.set(path, { identity, watcher });
      refused.delete(path);
      return true;
    } catch (error) {
      refused.set(path, codeOf(error));
      return false;
    }
  }

  return {
    refused,
    set(folders) {
      for (const [path, { identity }] of watches) if (folders.get(path) !== identity) drop(path);
      for (const path of refused.keys()) if (!folders.has(path)) refused.delete(path);
      const missing = [...folders].filter(([path]) => !watches.has(path));
      return missing.map(([path, identity]) => add(path, identity)).includes(true);
    },
    close() {
      for (const path of [...watches.keys()]) drop(path);
    },
  };
}
