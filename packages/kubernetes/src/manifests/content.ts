import { type Kind, type KubernetesObject, kinds, objectKey } from '@skywriter/core';
import type { Manifest } from './manifest.ts';
import { duplicate, type ManifestProblem, problemAt, unreadable } from './problems.ts';

/** What all documents of a file say together. Objects are known by their `objectKey`. */
export interface Content {
  readonly objects: ReadonlyMap<string, { readonly object: KubernetesObject; readonly line: number }>;
  readonly problems: readonly ManifestProblem[];
  readonly ignored: number;
  /** Whether the object may be in what cannot be read. */
  uncertain(key: string): boolean;
  /** Kinds of which there may be objects in what cannot be read. */
  readonly incomplete: readonly Kind[];
}

export const emptyContent: Content = {
  objects: new Map(),
  problems: [],
  ignored: 0,
  uncertain: () => false,
  incomplete: [],
};

export function unreadableContent(file: string, code: string): Content {
  return { ...emptyContent, problems: [unreadable(file, code)], uncertain: () => true, incomplete: kinds };
}

export function contentOf(file: string, { documents }: Manifest): Content {
  const objects = new Map<string, { object: KubernetesObject; line: number }>();
  const problems: ManifestProblem[] = [];
  for (const document of documents) {
    for (const problem of document.problems) {
      problems.push(problemAt(file, document.offset + problem.line, problem));
    }
    for (const { object, line: inDocument } of document.objects) {
      const key = keyOf(object);
      const line = document.offset + inDocument;
      const first = objects.get(key);
      if (first === undefined) objects.set(key, { object, line });
      else problems.push(problemAt(file, line, duplicate(key, `in line ${first.line}`)));
    }
  }
  const unread = documents.flatMap((document) => document.unread);
  const unreadKeys = new Set(unread.map(objectKey));
  const malformed = documents.some((document) => document.malformed);
  return {
    objects,
    problems,
    ignored: documents.reduce((sum, document) => sum + document.ignored, 0),
    uncertain: (key) => malformed || unreadKeys.has(key),
    incomplete: malformed ? kinds : unread.map(({ kind }) => kind),
  };
}

function keyOf({ kind, metadata: { namespace, name } }: KubernetesObject): string {
  return objectKey({ kind, namespace, name });
}
