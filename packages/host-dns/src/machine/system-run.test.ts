import { expect, test } from 'vitest';
import { runCommand } from './system-run.ts';

const node = (script: string, input?: string) => ({
  program: process.execPath,
  arguments: ['-e', script],
  ...(input === undefined ? {} : { input }),
});

test('what it said, and its code', async () => {
  const script = "console.log('out'); console.error('err'); process.exitCode = 3";
  expect(await runCommand(node(script))).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
});

test('arguments are what they are, whatever they hold', async () => {
  const nasty = ['$(id)', '; rm -rf /', '`id`', '"', "'", 'a b', '', '%PATH%', '\\'];
  const { stdout } = await runCommand({
    program: process.execPath,
    arguments: ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...nasty],
  });
  expect(JSON.parse(stdout)).toEqual(nasty);
});

test('it speaks English, and standard input is given or closed', async () => {
  const echo = "process.stdin.pipe(process.stdout); process.stdout.write(process.env.LC_ALL + ':')";
  expect((await runCommand(node(echo, 'said'))).stdout).toBe('C:said');
  expect((await runCommand(node(echo))).stdout).toBe('C:');
});

test.each([
  ['no such program', { program: '/no/such/program', arguments: [] }, /ENOENT/],
  ['no argument at all', { program: process.execPath, arguments: ['a\0b'] }, /null bytes/],
])('%s', async (_, command, reason) => {
  expect(await runCommand(command)).toMatchObject({ code: undefined, stderr: expect.stringMatching(reason) });
});

test('what does not end is ended, and a child of its own that holds its pipes is not waited for', async () => {
  const script = `
    const { spawn } = require('node:child_process');
    console.log(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).pid);
    setInterval(() => {}, 1000);`;
  const result = await runCommand(node(script), { timeout: 2000 });
  expect(result).toMatchObject({ code: undefined, stderr: expect.stringMatching(/within 2000 ms/) });
  // Throws if it does not live any more.
  process.kill(Number(result.stdout), 'SIGKILL');
});

test('what says too much is ended', async () => {
  const result = await runCommand(node("for (;;) require('fs').writeSync(1, 'x'.repeat(65536))"));
  expect(result).toMatchObject({ code: undefined, stderr: expect.stringMatching(/said more than/) });
});

test('a program that reads nothing is no fault', async () => {
  expect(await runCommand(node('', 'x'.repeat(1_000_000)))).toMatchObject({ code: 0 });
});
