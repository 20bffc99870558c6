import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Component } from './components.ts';
import { reasonOf } from './errors.ts';
import { isOlder, versionIn } from './version.ts';

const run = promisify(execFile);

export type OnPath =
  | { readonly version: string; readonly paths: Record<string, string> }
  | { reason: string };

export async function whereIs(binary: string, path = process.env.PATH ?? ''): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, binary);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

export async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** A component on PATH counts only with all its binaries and in a version that the tests are written for. */
export async function findOnPath(component: Component, path = process.env.PATH ?? ''): Promise<OnPath> {
  const paths: Record<string, string> = {};
  for (const [index, binary] of component.binaries.entries()) {
    const found = await whereIs(binary.name, path);
    if (found === undefined) {
      return {
        reason: index === 0 ? 'not on PATH' : `${component.name} is on PATH, but ${binary.name} is not`,
      };
    }
    paths[binary.name] = found;
  }
  const server = paths[component.binaries[0].name] ?? '';
  try {
    const { stdout, stderr } = await run(server, [...component.versionArgs], { timeout: 30_000 });
    const version = versionIn(stdout) ?? versionIn(stderr);
    if (version === undefined) return { reason: `${server} does not tell its version` };
    if (isOlder(version, component.minimum)) {
      return { reason: `${server} is ${version}, older than ${component.minimum}` };
    }
    return { version, paths };
  } catch (error) {
    return { reason: `${server} does not run: ${reasonOf(error).split('\n')[0]}` };
  }
}
