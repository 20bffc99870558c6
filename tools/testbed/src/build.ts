import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Component } from './components.ts';
import { reasonOf } from './errors.ts';
import { withLock } from './lock.ts';
import { isExecutable, whereIs } from './on-path.ts';
import { OutputTail } from './output-tail.ts';
import { say, withProgress } from './progress.ts';
import { guard } from './reaper.ts';

type Environment = NodeJS.ProcessEnv;
export type Built = { readonly folder: string; readonly paths: Record<string, string> } | { reason: string };

export interface BuildOptions {
  readonly environment?: Environment;
  /** Builds again what failed a short while ago, instead of repeating its reason. */
  readonly retryFailed?: boolean;
  /** False: takes what is built already, and builds nothing. */
  readonly mayBuild?: boolean;
}

// Static and without paths of this machine in it: the same binary also runs in an empty container.
const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false'];
const buildEnvironment = { CGO_ENABLED: '0', GOWORK: 'off' };
// A build that fails does so for every test file of a run; once is enough.
const failureLastsMs = 10 * 60_000;

export function cacheFolder(environment: Environment = process.env): string {
  const own = environment.SKYWRITER_CACHE;
  if (own) return own;
  const shared = environment.XDG_CACHE_HOME;
  return join(shared || join(environment.HOME || homedir(), '.cache'), 'skywriter');
}

/** The folder changes with everything that decides what is built, so what is in it never has to be checked. */
export async function buildFolder(component: Component, environment: Environment): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(await readFile(join(component.goModule, file)));
  hash.update(JSON.stringify([flags, buildEnvironment, component.ldflags, component.binaries]));
  const key = `${process.platform}-${process.arch}-${hash.digest('hex').slice(0, 12)}`;
  return join(cacheFolder(environment), 'testbed', `${component.name}-${component.version}-${key}`);
}

/** Finds a component in the cache, or builds it there from its pinned Go module; many may ask at once. */
export async function build(
  component: Component,
  { environment = process.env, retryFailed = false, mayBuild = true }: BuildOptions = {},
): Promise<Built> {
  const folder = await buildFolder(component, environment);
  const ready = await existing(component, folder);
  if (ready) return ready;
  if (!mayBuild) return { reason: `not built yet (SKYWRITER_REQUIRE=${component.name} builds it)` };
  const go = await whereIs('go', environment.PATH);
  if (go === undefined) return { reason: 'no Go toolchain' };
  const failure = `${folder}.failed`;
  try {
    await mkdir(dirname(folder), { recursive: true });
  } catch (error) {
    return { reason: `the cache folder cannot be made: ${reasonOf(error)}` };
  }
  const onWait = () => say(`waiting for another process that builds ${component.name}`);
  return await withLock(
    `${folder}.lock`,
    async () => {
      const meanwhile = await existing(component, folder);
      if (meanwhile) return meanwhile;
      const failed = retryFailed ? undefined : await recentFailure(failure);
      if (failed !== undefined) return { reason: failed };
      const reason = await buildInto(component, folder, go, environment);
      if (reason === undefined) {
        await rm(failure, { force: true });
        return { folder, paths: pathsIn(component, folder) };
      }
      await writeFile(failure, reason);
      return { reason };
    },
    { onWait },
  );
}

function pathsIn(component: Component, folder: string): Record<string, string> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return Object.fromEntries(component.binaries.map(({ name }) => [name, join(folder, `${name}${suffix}`)]));
}

async function existing(component: Component, folder: string): Promise<Built | undefined> {
  const paths = pathsIn(component, folder);
  const all = await Promise.all(Object.values(paths).map(isExecutable));
  return all.every(Boolean) ? { folder, paths } : undefined;
}

async function recentFailure(file: string): Promise<string | undefined> {
  try {
    const { mtimeMs } = await stat(file);
    return Date.now() - mtimeMs < failureLastsMs ? await readFile(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

async function buildInto(
  component: Component,
  folder: string,
  go: string,
  environment: Environment,
): Promise<string | undefined> {
  const aside = `${folder}.${randomUUID()}`;
  const estimate = `about ${component.firstBuild} s the first time`;
  try {
    await mkdir(aside, { recursive: true });
    await withProgress(`building ${component.name} ${component.version} (${estimate})`, async () => {
      for (const { name, goPackage } of component.binaries) {
        const output = pathsIn(component, aside)[name] ?? '';
        const ldflags = `-ldflags=-s -w ${component.ldflags ?? ''}`.trimEnd();
        await runGo(
          go,
          ['build', ...flags, ldflags, '-o', output, goPackage],
          component.goModule,
          environment,
        );
      }
    });
    await rename(aside, folder);
    return undefined;
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    return `go build failed: ${reasonOf(error)}`;
  }
}

function runGo(go: string, args: string[], cwd: string, environment: Environment): Promise<void> {
  return new Promise((resolve, reject) => {
    const output = new OutputTail(4_096);
    const env = { ...environment, ...buildEnvironment };
    const child = spawn(go, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    guard(child);
    child.stdout.on('data', (chunk: Buffer) => output.add(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.add(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(output.last(8) || `exit code ${code}`));
    });
  });
}
