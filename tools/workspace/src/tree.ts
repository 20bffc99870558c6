import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is wrong in one file, in one sentence that says what to do. */
export interface Finding {
  readonly file: string;
  readonly message: string;
}

export interface Manifest {
  readonly name?: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** One package of the workspace, read once. Paths are relative to the root, with forward slashes. */
export interface WorkspacePackage {
  readonly folder: string;
  readonly group: 'packages' | 'apps' | 'tools';
  readonly manifest: Manifest;
  readonly sources: readonly SourceFile[];
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Tests and what only tests use: may do I/O, and are not published. */
  readonly test: boolean;
}

const groups = ['packages', 'apps', 'tools'] as const;

export function readWorkspace(root: string): WorkspacePackage[] {
  return groups.flatMap((group) =>
    list(join(root, group))
      .filter((name) => existsSync(join(root, group, name, 'package.json')))
      .map((name) => {
        const folder = `${group}/${name}`;
        const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
        return { folder, group, manifest, sources: readSources(root, `${folder}/src`) };
      }),
  );
}

function readSources(root: string, folder: string): SourceFile[] {
  return list(join(root, folder), true)
    .map((entry) => `${folder}/${entry.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.includes('/fixtures/'))
    .map((path) => ({
      path,
      text: readFileSync(join(root, path), 'utf8'),
      test: path.endsWith('.test.ts') || /\/(?:testing|e2e)\//.test(path),
    }));
}

function list(folder: string, recursive = false): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive, encoding: 'utf8' }).sort();
}
