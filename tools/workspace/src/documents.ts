import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding, WorkspacePackage } from './tree.ts';

/** Documents that name folders and files of the workspace: what they name must be there. */
const documents = ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md'];
const ARCHITECTURE = 'docs/architecture.md';
const LONGEST_FILE = 400;

/** What the documents name exists, the architecture names every package, and no file outgrows one idea. */
export function checkDocuments(root: string, packages: readonly WorkspacePackage[]): Finding[] {
  return [
    ...documents.flatMap((file) => checkPaths(root, file)),
    ...checkComplete(root, packages),
    ...checkLengths(packages),
  ];
}

function checkPaths(root: string, file: string): Finding[] {
  if (!existsSync(join(root, file))) return [{ file, message: 'The document is missing.' }];
  const text = readFileSync(join(root, file), 'utf8');
  const named = new Set(
    [...text.matchAll(/`((?:packages|apps|tools|docs|examples|\.ci)\/[\w./-]+)`/g)].map(
      (match) => match[1] ?? '',
    ),
  );
  return [...named]
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => ({ file, message: `It names ${path}, which does not exist.` }));
}

function checkComplete(root: string, packages: readonly WorkspacePackage[]): Finding[] {
  const path = join(root, ARCHITECTURE);
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  return packages
    .filter(({ folder }) => !text.includes(`\`${folder}`))
    .map(({ folder }) => ({ file: ARCHITECTURE, message: `It does not name ${folder}.` }));
}

function checkLengths(packages: readonly WorkspacePackage[]): Finding[] {
  return packages
    .flatMap(({ sources }) => sources)
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LONGEST_FILE)
    .map(({ path, lines }) => ({
      file: path,
      message: `${lines} lines are more than one idea; split it (at most ${LONGEST_FILE}).`,
    }));
}
