import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { makeFolder } from './reaper.ts';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

// Where there is neither an engine nor a PATH, nothing can be provided.
async function main(args: string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const file = fileURLToPath(new URL('./main.ts', import.meta.url));
  const env = {
    PATH: '',
    DOCKER_HOST: 'unix:///nonexistent',
    SKYWRITER_CACHE: await makeFolder('cache'),
    ...more,
  };
  return await new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

test('prepare says what is skipped and why', async () => {
  const { code, stdout } = await main(['prepare']);
  expect(code).toBe(0);
  const [head, ...rows] = stdout.trimEnd().split('\n');
  expect(head?.split(/ +/)).toEqual(['component', 'version', 'how', 'where', 'reason']);
  expect(rows.map((row) => row.split(/ +/).slice(0, 3).join(' '))).toEqual([
    'etcd 3.6.14 skipped',
    'coredns 1.15.0 skipped',
    'kube-apiserver 1.36.3 skipped',
  ]);
  for (const row of rows) expect(row).toMatch(/no container engine, not on PATH, no Go toolchain$/);
});

test('prepare fails where a required component is missing', async () => {
  const { code, stdout, stderr } = await main([], { SKYWRITER_REQUIRE: 'coredns' });
  expect(code).toBe(1);
  expect(stdout).toContain('coredns');
  expect(stderr).toBe('testbed: coredns is required but unavailable\n');
});

const components = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split(/ +/)[0]);

test('prepare knows what is on demand only by its name', async () => {
  const required = await main([], { SKYWRITER_REQUIRE: 'external-dns' });
  expect(components(required.stdout)).toEqual(['etcd', 'coredns', 'kube-apiserver', 'external-dns']);
  expect(required.stderr).toBe('testbed: external-dns is required but unavailable\n');
  const asked = await main(['prepare', 'external-dns']);
  expect(components(asked.stdout)).toEqual(['external-dns']);
  expect(asked.code).toBe(1);
});

test('a mistake on the command line or in the environment is told', async () => {
  expect(await main(['prepaer'])).toMatchObject({ code: 64 });
  const name = await main(['prepare', 'external-dsn']);
  expect(name.code).toBe(1);
  expect(name.stderr).toContain('The command line names "external-dsn", which is no component.');
  const unknown = await main([], { SKYWRITER_REQUIRE: 'etdc' });
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain('SKY_TESTBED_UNKNOWN_COMPONENT');
});
