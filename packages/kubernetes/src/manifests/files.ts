import { sep } from 'node:path';
import { type Kind, kinds } from '@skywriter/core';
import { ManifestFile, type ReadManifest } from './file.ts';
import { absent, type ManifestProblem, unreadable } from './problems.ts';
import { type Publication, publish } from './publication.ts';
import type { Tree } from './tree.ts';

/** What was found in all files together. */
export interface Findings extends Publication {
  readonly files: number;
  readonly ignored: number;
  /** Kinds of which some objects may never have been seen. */
  readonly incomplete: ReadonlySet<Kind>;
}

/** All files, and what is held of those that are gone or cannot be read. */
export class ManifestFiles {
  readonly #files = new Map<string, ManifestFile>();
  readonly #readManifest: ReadManifest;

  constructor(readManifest: ReadManifest) {
    this.#readManifest = readManifest;
  }

  /** Follows what is on disk now; `changed` are files that are read even if they look as before. */
  async follow(
    tree: Tree,
    { changed, now, patience }: { changed: ReadonlySet<string>; now: () => number; patience: number },
  ): Promise<Findings> {
    for (const [path, stamp] of tree.files) {
      const file = this.#files.get(path) ?? new ManifestFile(path, this.#readManifest);
      this.#files.set(path, file);
      if (changed.has(path)) file.doubt();
      await file.read(stamp, { now: now(), patience });
    }
    for (const [path, file] of this.#files) {
      if (tree.files.has(path) || isBelow(path, tree.unreadable.keys())) continue;
      file.deleted({ now: now(), patience });
      if (file.holding.retained.size === 0) this.#files.delete(path);
    }
    return this.#findings(tree);
  }

  #findings(tree: Tree): Findings {
    const files = [...this.#files.values()];
    const publication = publish(files);
    const missing = [...tree.unreadable].map(([path, code]) => unreadable(path, code));
    const problems: ManifestProblem[] = [
      ...missing,
      ...tree.absent.map(absent),
      ...files.flatMap(({ content }) => content.problems),
      ...publication.problems,
    ];
    return {
      ...publication,
      problems,
      files: tree.files.size,
      ignored: files.reduce((sum, { content }) => sum + content.ignored, 0),
      incomplete: new Set(
        missing.length + tree.absent.length > 0 ? kinds : files.flatMap(({ content }) => content.incomplete),
      ),
    };
  }
}

function isBelow(path: string, folders: Iterable<string>): boolean {
  for (const folder of folders) if (path === folder || path.startsWith(`${folder}${sep}`)) return true;
  return false;
}
