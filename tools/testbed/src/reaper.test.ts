import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { test } from 'vitest';
import { eventually } from './eventually.ts';
import { isAlive } from './lock.ts';

const script = (tail: string) => `
  import { NativeProcess } from ${JSON.stringify(new URL('./native-process.ts', import.meta.url).href)};
  import { makeFolder } from ${JSON.stringify(new URL('./reaper.ts', import.meta.url).href)};
  const folder = await makeFolder('reaped');
  const child = new NativeProcess({ what: 'sleep', path: '/bin/sleep', args: ['600'], folder });
  process.stdout.write(JSON.stringify({ pid: child.pid, folder }) + '\\n');
  ${tail}
`;

test.each([
  ['is killed', 'setInterval(() => {}, 1000);', 'SIGKILL'],
  ['throws', 'throw new Error("test runner crashed");', undefined],
  ['exits', 'process.exit(0);', undefined],
  ['leaves a frozen one behind', 'await child.signal("SIGSTOP"); process.exit(0);', undefined],
] as const)('a component and its folder are gone when the test process %s', async (_, tail, signal) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script(tail)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { pid, folder } = JSON.parse(line.toString()) as { pid: number; folder: string };
  if (signal) child.kill(signal);
  await eventually(() => !isAlive(pid), { what: 'the end of the component' });
  await eventually(() => !existsSync(folder), { what: 'the removal of its folder' });
});
