import type { KubernetesObject } from '@skywriter/core';
import type { ManifestFile } from './file.ts';
import { duplicate, type ManifestProblem, problemAt } from './problems.ts';

export interface Publication {
  readonly objects: readonly KubernetesObject[];
  /** Objects that are in two files. */
  readonly problems: readonly ManifestProblem[];
  /** Some objects wait to be believed gone. */
  readonly retains: boolean;
}

type FileView = Pick<ManifestFile, 'path' | 'content' | 'holding'>;

/**
 * Chooses one object for each identity: that of the first file, in order of their paths. What a file says
 * counts before what another only retains, so that a document can move from one to another.
 */
export function publish(files: Iterable<FileView>): Publication {
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const chosen = new Map<string, KubernetesObject>();
  const origins = new Map<string, string>();
  const problems: ManifestProblem[] = [];
  for (const { path, content } of ordered) {
    for (const [key, { object, line }] of content.objects) {
      const first = origins.get(key);
      if (first !== undefined) problems.push(problemAt(path, line, duplicate(key, `at ${first}`)));
      else {
        chosen.set(key, object);
        origins.set(key, `${path}:${line}`);
      }
    }
  }
  for (const { holding } of ordered) {
    for (const [key, { object }] of holding.retained) if (!chosen.has(key)) chosen.set(key, object);
  }
  const retains = ordered.some(({ holding }) => holding.retained.size > 0);
  return { objects: [...chosen.values()], problems, retains };
}
