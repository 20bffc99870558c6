import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LockOptions {
  /** Called once, when somebody else holds the lock. */
  readonly onWait?: (holder: string) => void;
  readonly pollMs?: number;
  /** A holder that did not touch its lock for so long is taken for dead, even if its pid lives (reused, or in another container). */
  readonly silentMs?: number;
}

/** Runs `work` while holding a lock file that all processes and worker threads of this machine respect. */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  { onWait, pollMs = 100, silentMs = 60_000 }: LockOptions = {},
): Promise<T> {
  const own = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  let told = false;
  while (!(await create(file, own))) {
    const holder = await readFile(file, 'utf8').catch(() => undefined);
    if (holder === undefined) continue;
    if (await isStale(file, holder, silentMs)) {
      await takeAway(file, holder);
    } else {
      if (!told) onWait?.(holder);
      told = true;
      await sleep(pollMs);
    }
  }
  const sign = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), silentMs / 10);
  sign.unref();
  try {
    return await work();
  } finally {
    clearInterval(sign);
    if ((await readFile(file, 'utf8').catch(() => '')) === own) await rm(file, { force: true });
  }
}

async function create(file: string, content: string): Promise<boolean> {
  // Written aside and linked, so that nobody ever reads a lock that has no content yet.
  const aside = `${file}.${randomUUID()}`;
  const handle = await open(aside, 'wx');
  try {
    await handle.writeFile(content);
    await handle.close();
    await link(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function isStale(file: string, holder: string, silentMs: number): Promise<boolean> {
  if ((await silentFor(file)) > silentMs) return true;
  try {
    const { pid, host } = JSON.parse(holder) as { pid: number; host: string };
    return host === hostname() && !isAlive(pid);
  } catch {
    return true;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

// Dead, but not yet collected by its parent: in a container whose first process collects nobody, for ever.
function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Removes a lock that is still the stale one that was read, and not what somebody else has put there since. */
async function takeAway(file: string, stale: string): Promise<void> {
  // One at a time: a slow second could otherwise remove the lock that a quick first has just created.
  const permit = `${file}.takeover`;
  if (!(await create(permit, stale))) {
    if ((await silentFor(permit)) > 5_000) await rm(permit, { force: true });
    return;
  }
  try {
    if ((await readFile(file, 'utf8').catch(() => undefined)) === stale) await rm(file, { force: true });
  } finally {
    await rm(permit, { force: true });
  }
}

/** Milliseconds since its holder touched it. */
async function silentFor(file: string): Promise<number> {
  return await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}
