import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { provide } from '@skywriter/testbed';
import type { ContenderName } from './options.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const CONTROLLER = 'apps/controller/dist/main.js';

/** A program that is given ExternalDNS's arguments; `raw` needs none. */
export interface Contender {
  readonly name: ContenderName;
  readonly command: string;
  /** What comes before the arguments. */
  readonly words: readonly string[];
}

/** Those that can be measured here; `say` hears why another one cannot. */
export async function provideContenders(
  names: readonly ContenderName[],
  say: (line: string) => void,
): Promise<Contender[]> {
  await compile();
  const found: Contender[] = [];
  for (const name of names) {
    if (name === 'skywriter') found.push(node(name, CONTROLLER, 'external-dns'));
    if (name === 'raw') found.push(node(name, 'tools/bench/dist/raw-writer.js'));
    if (name !== 'external-dns') continue;
    // Memory and CPU are read from this host's /proc, so a container will not do.
    const peer = await provide(name, { ways: ['path', 'build'] });
    if (peer.available) {
      for (const command of Object.values(peer.paths)) found.push({ name, command, words: [] });
    } else say(`external-dns is not measured, for it is not available: ${peer.reason}`);
  }
  return found;
}

/** The drop-in for kuberture, which no other contender compares to. */
export async function provideDropIn(): Promise<Contender> {
  await compile();
  return node('skywriter', CONTROLLER, 'kuberture');
}

function node(name: ContenderName, file: string, ...words: readonly string[]): Contender {
  return { name, command: process.execPath, words: [join(root, file), ...words] };
}

/** Programs are measured as they are published: compiled. */
async function compile(): Promise<void> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [compiler, '-b', 'apps/controller', 'tools/bench'], { cwd: root }).catch(
    (error: unknown) => {
      const output = error instanceof Error && 'stdout' in error ? error.stdout : error;
      throw new Error(`Skywriter does not compile:\n${output}`);
    },
  );
}
