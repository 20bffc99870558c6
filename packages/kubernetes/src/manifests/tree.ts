import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** What is at the configured paths now. */
export interface Tree {
  /** Manifest files, in order of their paths, with what tells whether one has changed. */
  readonly files: ReadonlyMap<string, string>;
  /** Folders in which a change can matter, with their identity: one that was replaced needs a new watch. */
  readonly folders: ReadonlyMap<string, string>;
  /** What should be there and cannot be read: nothing can be said about what is in it or below. */
  readonly unreadable: ReadonlyMap<string, string>;
  /** Configured files that are not there, in folders that are. */
  readonly absent: readonly string[];
}

const extensions = new Set(['.yaml', '.yml', '.json']);

interface Draft {
  readonly files: Map<string, string>;
  readonly folders: Map<string, string>;
  readonly unreadable: Map<string, string>;
  readonly absent: string[];
}

/** Finds the manifest files at the paths and in all folders below. Never throws. */
export async function readTree(paths: readonly string[]): Promise<Tree> {
  const draft: Draft = { files: new Map(), folders: new Map(), unreadable: new Map(), absent: [] };
  for (const path of paths) await readRoot(path, draft);
  const files = new Map([...draft.files].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...draft, files };
}

async function readRoot(path: string, draft: Draft): Promise<void> {
  const found = await examine(path);
  if ('stats' in found && found.stats.isDirectory()) return await readFolder(path, found.stats, [], draft);
  const folder = await examine(dirname(path));
  // A file that its folder does not have was deleted; a folder that is not there is more likely not mounted.
  const isFile = 'stats' in found || extensions.has(extname(path));
  if ('code' in found && !(isFile && found.code === 'ENOENT' && 'stats' in folder)) {
    draft.unreadable.set(path, found.code);
  }
  // Editors replace files, so what is watched is the folder; and the one that a link leads to.
  if ('stats' in folder) draft.folders.set(dirname(path), identityOf(folder.stats));
  if ('code' in found) {
    if (!draft.unreadable.has(path)) draft.absent.push(path);
    return;
  }
  draft.files.set(path, stampOf(found.stats));
  const home = dirname(await realpath(path).catch(() => path));
  const real = await examine(home);
  if ('stats' in real) draft.folders.set(home, identityOf(real.stats));
}

async function readFolder(path: string, stats: Stats, above: readonly string[], draft: Draft): Promise<void> {
  const identity = identityOf(stats);
  if (above.includes(identity)) return;
  draft.folders.set(path, identity);
  let entries: Dirent[];
  try {
    entries = await readdir(path, { withFileTypes: true });
  } catch (error) {
    draft.unreadable.set(path, codeOf(error));
    return;
  }
  for (const entry of entries) {
    // Hidden, and with them `..data` and its like, through which a mounted ConfigMap is replaced at one stroke.
    if (entry.name.startsWith('.')) continue;
    if (!entry.isFile() || isManifest(entry.name)) {
      await readEntry(join(path, entry.name), [...above, identity], draft);
    }
  }
}

async function readEntry(path: string, above: readonly string[], draft: Draft): Promise<void> {
  const found = await examine(path);
  if ('code' in found) {
    // Gone since the folder was read.
    if (found.code !== 'ENOENT') draft.unreadable.set(path, found.code);
  } else if (found.stats.isDirectory()) await readFolder(path, found.stats, above, draft);
  else if (found.stats.isFile() && isManifest(path)) draft.files.set(path, stampOf(found.stats));
}

function isManifest(path: string): boolean {
  return extensions.has(extname(basename(path)));
}

async function examine(path: string): Promise<{ stats: Stats } | { code: string }> {
  try {
    return { stats: await stat(path) };
  } catch (error) {
    return { code: codeOf(error) };
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

function identityOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

function stampOf(stats: Stats): string {
  return [identityOf(stats), stats.size, stats.mtimeMs, stats.ctimeMs].join(' ');
}
