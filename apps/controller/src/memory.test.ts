import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { memoryFlags } from './memory.ts';

test.each([
  [[], 1],
  [[''], 1],
  [['--conditions=x', '--max-old-space-size=512'], 1],
  [['--max-semi-space-size=16'], 0],
  [['', '--enable-source-maps --max_semi_space_size=16'], 0],
])('%j leaves %d flags to set', (given, count) => {
  expect(memoryFlags(given)).toHaveLength(count);
});

/** How large the nursery is, in MiB, in a process that has kept many objects for a while. */
function nursery(flags: readonly string[]): number {
  const script = `
    const v8 = require('node:v8');
    for (const flag of ${JSON.stringify(flags)}) v8.setFlagsFromString(flag);
    const kept = [];
    for (let index = 0; index < 2_000_000; index += 1) kept[index % 300_000] = { index };
    const { space_size } = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    console.log(space_size / 1024 ** 2);
  `;
  return Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
}

test('V8 still knows the flag, and it still has its effect', () => {
  expect(nursery(memoryFlags([]))).toBeLessThan(nursery([]) / 4);
});

test('the program sets it before it loads anything', () => {
  const spy = `
    import v8 from 'node:v8';
    import { syncBuiltinESMExports } from 'node:module';
    v8.setFlagsFromString = (flag) => console.log(flag);
    syncBuiltinESMExports();
  `;
  const words = [
    '--conditions=@skywriter/source',
    `--import=data:text/javascript,${encodeURIComponent(spy)}`,
    join(import.meta.dirname, 'main.ts'),
    '--version',
  ];
  const output = execFileSync(process.execPath, words, { encoding: 'utf8' });
  expect(output.split('\n')[0]).toBe(memoryFlags([])[0]);
});
