import { execFile, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cacheFolder } from './build.ts';
import { reasonOf, TestbedError } from './errors.ts';
import { type Flavour, type FlavourName, flavours, suites } from './host-root-flavours.ts';
import { withLock } from './lock.ts';
import { whereIs } from './on-path.ts';
import { OutputTail } from './output-tail.ts';
import { say, withProgress } from './progress.ts';
import { guard } from './reaper.ts';

const run = promisify(execFile);

/** The folders of a root, the upper ones first, as an overlay wants them; or why there is none. */
export type HostRoot = { readonly layers: readonly string[] } | { readonly reason: string };

/** Whether roots are installed where they are missing: hundreds of megabytes are nothing to surprise anybody with. */
const wanted = () => (process.env.SKYWRITER_REAL_HOST ?? '') !== '';

/**
 * The root of a Debian that a test can boot, out of the cache. With SKYWRITER_REAL_HOST set it is installed
 * if it is missing, by debootstrap from where this machine's apt installs from, and what prevents it throws.
 */
export async function provideHostRoot(name: FlavourName): Promise<HostRoot> {
  const root = await find(name);
  if ('layers' in root || !wanted()) return root;
  throw new TestbedError(
    'SKY_TESTBED_REQUIRED',
    `A machine with ${name} is required (SKYWRITER_REAL_HOST), and there is none: ${root.reason}.`,
    'Run as root on a Debian, with debootstrap installed and lists of packages (apt-get update).',
  );
}

async function find(name: FlavourName): Promise<HostRoot> {
  if (process.platform !== 'linux') return { reason: 'only Linux has the namespaces for it' };
  if (process.getuid?.() !== 0) return { reason: 'needs root' };
  for (const tool of ['unshare', 'nsenter', 'ip']) {
    if ((await whereIs(tool)) === undefined) return { reason: `${tool} is not on PATH` };
  }
  const flavour = flavours[name];
  const base = await folderOf(flavour.suite, 'host-root-base.sh', suites[flavour.suite]);
  const layer = `${base}-${await keyOf('host-root-layer.sh', flavour.packages)}`;
  const layers = flavour.packages.length === 0 ? [base] : [join(layer, 'files'), base];
  if (layers.every((folder) => existsSync(folder))) return { layers };
  if (!wanted()) return { reason: 'not installed; set SKYWRITER_REAL_HOST=1 to have it installed' };
  if ((await whereIs('debootstrap')) === undefined) return { reason: 'debootstrap is not on PATH' };
  await mkdir(join(cacheFolder(), 'testbed'), { recursive: true });
  const onWait = () => say(`waiting for another process that installs Debian ${flavour.suite}`);
  return await withLock(`${base}.lock`, () => install(name, flavour, { base, layer, layers }), { onWait });
}

interface Places {
  readonly base: string;
  readonly layer: string;
  readonly layers: readonly string[];
}

async function install(
  name: string,
  { suite, packages }: Flavour,
  { base, layer, layers }: Places,
): Promise<HostRoot> {
  try {
    if (!existsSync(base)) {
      const mirror = await mirrorOf();
      const list = suites[suite].join(',');
      await withProgress(`installing Debian ${suite} for tests (about 60 s the first time)`, () =>
        whole(base, (aside) => script('host-root-base.sh', [suite, aside, mirror, list])),
      );
    }
    if (packages.length > 0 && !existsSync(layer)) {
      await withProgress(`installing ${name} (${packages.join(', ')})`, () =>
        whole(layer, async (aside) => {
          await mkdir(aside);
          await script('host-root-layer.sh', [base, aside, packages.join(' ')]);
        }),
      );
    }
    return { layers };
  } catch (error) {
    return { reason: `installing it failed: ${reasonOf(error)}` };
  }
}

/** Made aside and renamed, so that what is in the cache is complete. */
async function whole(folder: string, make: (aside: string) => Promise<void>): Promise<void> {
  const aside = `${folder}.${randomUUID()}`;
  try {
    await make(aside);
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}

/** Where this machine's apt has Debian from. */
async function mirrorOf(): Promise<string> {
  const format = '$(REPO_URI) $(COMPONENT) $(ORIGIN) $(CODENAME)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const found = stdout.split('\n').map((line) => line.split(' '));
  const mirror = found.find(
    ([, component, origin, codename]) =>
      component === 'main' && origin === 'Debian' && /^\w+$/.test(codename ?? ''),
  )?.[0];
  if (mirror === undefined) throw new Error('apt has no list of Debian; run apt-get update');
  return mirror;
}

async function folderOf(suite: string, recipe: string, packages: readonly string[]): Promise<string> {
  return join(
    cacheFolder(),
    'testbed',
    `host-root-${suite}-${process.arch}-${await keyOf(recipe, packages)}`,
  );
}

/** Changes with everything that decides what is installed, but for what the mirror has. */
async function keyOf(recipe: string, packages: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(await readFile(pathOf(recipe)));
  return hash.update(JSON.stringify(packages)).digest('hex').slice(0, 12);
}

export function pathOf(recipe: string): string {
  return fileURLToPath(new URL(recipe, import.meta.url));
}

function script(recipe: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const output = new OutputTail(4_096);
    const child = spawn('unshare', ['-m', '--propagation', 'private', 'sh', pathOf(recipe), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    guard(child);
    child.stdout.on('data', (chunk: Buffer) => output.add(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.add(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(output.last(4) || `exit code ${code}`));
    });
  });
}
