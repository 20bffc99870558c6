import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program that is given ExternalDNS's arguments: Skywriter, or ExternalDNS itself. */
export interface Contender {
  readonly name: string;
  readonly command: string;
  /** What comes before the arguments. */
  readonly words: readonly string[];
}

/** Skywriter as it is published: the compiled program, which is brought up to date first. */
export async function skywriter(): Promise<Contender> {
  const root = join(import.meta.dirname, '../../..');
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'apps/controller'], {
    cwd: root,
  }).catch((error: unknown) => {
    const output = error instanceof Error && 'stdout' in error ? error.stdout : error;
    throw new Error(`Skywriter does not compile:\n${output}`);
  });
  const main = join(root, 'apps/controller/dist/main.js');
  return { name: 'skywriter', command: process.execPath, words: [main, 'external-dns'] };
}

export function externalDns(binary: string): Contender {
  return { name: 'external-dns', command: binary, words: [] };
}
