import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { processLife } from './process-life.ts';

test('a life is told from another, and ends', async () => {
  const own = await processLife(process.pid);
  expect(own).toMatch(/./);
  expect(await processLife(process.pid)).toBe(own);
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const { pid = 0 } = child;
  const life = await processLife(pid);
  expect(life).toMatch(/./);
  expect(life).not.toBe(own);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await processLife(pid)).toBeUndefined();
});
