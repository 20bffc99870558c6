import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build, buildFolder, cacheFolder } from './build.ts';
import { fakeComponent } from './fake-component.ts';

const builds = async (log: string) => (await readFile(log, 'utf8')).trimEnd().split('\n');

test('builds every binary of a component once and finds them from then on', async () => {
  const { component, environment, log } = await fakeComponent();
  const first = await build(component, { environment });
  const second = await build(component, { environment });
  expect(second).toEqual(first);
  expect(await builds(log)).toEqual([
    expect.stringMatching(/^build -mod=readonly .* example\.invalid\/fake$/),
    expect.stringMatching(/^build -mod=readonly .* example\.invalid\/fakectl$/),
  ]);
});

test('builds once for all who ask at the same time, in this process and in others', async () => {
  const { component, environment, log } = await fakeComponent('/bin/sleep 0.3');
  const script = `
    import { build } from ${JSON.stringify(new URL('./build.ts', import.meta.url).href)};
    const found = await build(${JSON.stringify(component)}, { environment: ${JSON.stringify(environment)} });
    process.exitCode = 'reason' in found ? 1 : 0;
  `;
  const others = [1, 2, 3].map(() =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' }),
  );
  const here = [1, 2, 3].map(() => build(component, { environment }));
  const codes = await Promise.all(others.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0]);
  for (const found of await Promise.all(here)) expect(found).toHaveProperty('paths.fakectl');
  expect(await builds(log)).toHaveLength(2);
});

test('what is pinned decides where it is built', async () => {
  const { component, environment } = await fakeComponent();
  const before = await buildFolder(component, environment);
  await writeFile(join(component.goModule, 'go.sum'), 'example.invalid/fake v1.2.4 h1:x\n');
  const sum = await buildFolder(component, environment);
  const flags = await buildFolder({ ...component, ldflags: '-X a.b=c' }, environment);
  expect(new Set([before, sum, flags]).size).toBe(3);
});

test('a failed build leaves nothing but its reason, which is not asked for again and again', async () => {
  const { component, environment, log } = await fakeComponent('echo "no required module" >&2; exit 1');
  const failed = { reason: 'go build failed: no required module' };
  expect(await build(component, { environment })).toEqual(failed);
  expect(await build(component, { environment })).toEqual(failed);
  expect(await builds(log)).toHaveLength(1);
  expect(await build(component, { environment, retryFailed: true })).toEqual(failed);
  expect(await builds(log)).toHaveLength(2);
  const left = await readdir(join(cacheFolder(environment), 'testbed'));
  expect(left).toEqual([expect.stringMatching(/\.failed$/)]);
});

test('without a Go toolchain it says so', async () => {
  const { component, environment } = await fakeComponent();
  expect(await build(component, { environment: { ...environment, PATH: '' } })).toEqual({
    reason: 'no Go toolchain',
  });
});

test('a cache that cannot be written is a reason too', async () => {
  const { component, environment, log } = await fakeComponent();
  await writeFile(log, '');
  const inFile = { ...environment, SKYWRITER_CACHE: join(log, 'cache') };
  expect(await build(component, { environment: inFile })).toEqual({
    reason: expect.stringContaining('the cache folder cannot be made: ENOTDIR'),
  });
});

test('the cache is where the user wants it', () => {
  const HOME = '/home/me';
  expect(cacheFolder({ HOME })).toBe('/home/me/.cache/skywriter');
  expect(cacheFolder({ HOME, XDG_CACHE_HOME: '/x' })).toBe('/x/skywriter');
  expect(cacheFolder({ HOME, XDG_CACHE_HOME: '/x', SKYWRITER_CACHE: '/own' })).toBe('/own');
});
