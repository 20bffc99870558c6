import type { Problem } from '@skywriter/core';

/** A problem at a place in the manifests; the message begins with the place. */
export interface ManifestProblem extends Problem {
  readonly file: string;
  /** Counted from 1; undefined for the file as a whole. */
  readonly line?: number;
}

export function problemAt(file: string, line: number | undefined, problem: Problem): ManifestProblem {
  const { code, message, hint } = problem;
  const place = line === undefined ? file : `${file}:${line}`;
  return { code, message: `${place}: ${message}`, hint, file, ...(line !== undefined && { line }) };
}

export function unreadable(file: string, code: string): ManifestProblem {
  return problemAt(file, undefined, {
    code: 'SKY_MANIFEST_UNREADABLE',
    message: `This cannot be read (${code}).`,
    hint: 'Make it readable; until then what was read from it before stays.',
  });
}

export function absent(file: string): ManifestProblem {
  return problemAt(file, undefined, {
    code: 'SKY_MANIFEST_ABSENT',
    message: 'There is no such file.',
    hint: 'Create it, or remove it from the configuration.',
  });
}

export function unwatched(folder: string, code: string): ManifestProblem {
  return problemAt(folder, undefined, {
    code: 'SKY_MANIFEST_UNWATCHED',
    message: `The system does not tell of changes here (${code}), so they are seen some seconds late.`,
    hint:
      code === 'ENOSPC' || code === 'EMFILE'
        ? 'Raise fs.inotify.max_user_watches and max_user_instances.'
        : 'Move it to a local file system if that is too late.',
  });
}

/** The same object twice; `where` says where the first is. */
export function duplicate(key: string, where: string): Problem {
  return {
    code: 'SKY_MANIFEST_DUPLICATE',
    message: `${key} is already defined ${where}.`,
    hint: 'Keep one of the two; until then the first counts.',
  };
}
