import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeComponent, writeScript } from './fake-component.ts';
import { provideComponent, required } from './provide.ts';

const tells = (version: string) => `echo "fake Version: ${version}"`;

test('prefers what is on PATH to building', async () => {
  const { component, environment, folder } = await fakeComponent();
  const bin = join(folder, 'bin');
  await writeScript(join(bin, 'fake'), tells('1.3.0'));
  await writeScript(join(bin, 'fakectl'), '');
  expect(await provideComponent(component, { environment })).toEqual({
    available: true,
    name: 'fake',
    version: '1.3.0',
    how: 'path',
    where: join(bin, 'fake'),
    paths: { fake: join(bin, 'fake'), fakectl: join(bin, 'fakectl') },
    passed: ['no container engine'],
  });
});

test.each([
  ['too old', tells('1.1.9'), true, /fake is 1\.1\.9, older than 1\.2\.0$/],
  ['without a version', 'echo hello', true, /fake does not tell its version$/],
  ['broken', 'exit 3', true, /fake does not run: /],
  ['incomplete', tells('1.3.0'), false, /^fake is on PATH, but fakectl is not$/],
])('does not take from PATH what is %s', async (_, script, complete, reason) => {
  const { component, environment, folder } = await fakeComponent();
  await writeScript(join(folder, 'bin/fake'), script);
  if (complete) await writeScript(join(folder, 'bin/fakectl'), '');
  const result = await provideComponent(component, { environment });
  expect(result).toMatchObject({ available: true, how: 'build', version: '1.2.3' });
  expect(result).toHaveProperty('passed', ['no container engine', expect.stringMatching(reason)]);
});

test('says why each way is closed', async () => {
  const { component, environment } = await fakeComponent();
  expect(await provideComponent(component, { environment: { ...environment, PATH: '' } })).toEqual({
    available: false,
    name: 'fake',
    version: '1.2.3',
    reason: 'no container engine, not on PATH, no Go toolchain',
  });
});

test('SKYWRITER_PROVIDER leaves only one way', async () => {
  const { component, environment } = await fakeComponent();
  const by = (way: string) =>
    provideComponent(component, { environment: { ...environment, SKYWRITER_PROVIDER: way } });
  expect(await by('container')).toMatchObject({ available: false, reason: 'no container engine' });
  expect(await by('path')).toMatchObject({ available: false, reason: 'not on PATH' });
  expect(await by('build')).toMatchObject({ available: true, how: 'build' });
  await expect(by('magic')).rejects.toMatchObject({ code: 'SKY_TESTBED_PROVIDER' });
});

test('who needs a process of this host says so', async () => {
  const { component, environment } = await fakeComponent();
  const by = (ways: readonly ('container' | 'path' | 'build')[]) =>
    provideComponent(component, { environment, ways });
  expect(await by(['path', 'build'])).toMatchObject({
    how: 'build',
    passed: ['only path or build will do', 'not on PATH'],
  });
  expect(await by(['path'])).toMatchObject({
    available: false,
    reason: 'only path will do, not on PATH, only path will do',
  });
});

test('what is on demand is taken where it is built already, and not built by surprise', async () => {
  const { component, environment } = await fakeComponent();
  expect(await provideComponent(component, { environment, mayBuild: false })).toMatchObject({
    available: false,
    reason: expect.stringContaining('not built yet (SKYWRITER_REQUIRE=fake builds it)'),
  });
  await provideComponent(component, { environment });
  expect(await provideComponent(component, { environment, mayBuild: false })).toMatchObject({ how: 'build' });
});

test('SKYWRITER_REQUIRE names components, or all of them', () => {
  expect([...required({})]).toEqual([]);
  expect([...required({ SKYWRITER_REQUIRE: 'etcd, coredns,' })]).toEqual(['etcd', 'coredns']);
  const usual = ['etcd', 'coredns', 'kube-apiserver'];
  expect([...required({ SKYWRITER_REQUIRE: 'all' })]).toEqual(usual);
  expect([...required({ SKYWRITER_REQUIRE: 'all,external-dns' })]).toEqual([...usual, 'external-dns']);
  expect(() => required({ SKYWRITER_REQUIRE: 'etdc' })).toThrow('SKY_TESTBED_UNKNOWN_COMPONENT');
});
