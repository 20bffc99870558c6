import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { withLock } from './lock.ts';
import { makeFolder } from './reaper.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await makeFolder('lock');
  file = join(folder, 'lock');
});

const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

test('lets one work at a time and leaves nothing behind', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(5);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 10 }, () => withLock(file, work, { pollMs: 1 })));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test('is released when the work fails', async () => {
  await expect(withLock(file, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await withLock(file, async () => 'done')).toBe('done');
});

test('takes over from a process that died, though many want it', async () => {
  await writeFile(file, JSON.stringify({ pid: deadPid(), host: hostname(), id: 'x' }));
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(2);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 10 }, () => withLock(file, work, { pollMs: 1 })));
  expect(most).toBe(1);
});

test('takes over from a holder that gave no sign for long, whoever has its pid now', async () => {
  await writeFile(file, JSON.stringify({ pid: process.pid, host: hostname(), id: 'x' }));
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(file, longAgo, longAgo);
  expect(await withLock(file, async () => 'done')).toBe('done');
});

test('waits for a holder on another host, and says so once', async () => {
  await writeFile(file, JSON.stringify({ pid: deadPid(), host: 'elsewhere', id: 'x' }));
  const told: string[] = [];
  const waiting = withLock(file, async () => 'done', {
    pollMs: 5,
    silentMs: 200,
    onWait: (holder) => told.push(holder),
  });
  expect(await waiting).toBe('done');
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('elsewhere');
});

test('holds between processes, and a killed one does not keep it', async () => {
  const script = `
    import { withLock } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)};
    await withLock(${JSON.stringify(file)}, () => new Promise((resolve) => setTimeout(resolve, 60_000)));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await eventually(async () => (await readFile(file, 'utf8')).includes(`"pid":${child.pid},`), {
    what: 'the lock of the other process',
  });
  let entered = false;
  const ours = withLock(
    file,
    async () => {
      entered = true;
    },
    { pollMs: 5, onWait: () => child.kill('SIGKILL') },
  );
  expect(entered).toBe(false);
  await Promise.all([ours, ended]);
  expect(entered).toBe(true);
});
