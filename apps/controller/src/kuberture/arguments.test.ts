import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../cli/testing.ts';

describe('skywriter kuberture', () => {
  let file = '';
  beforeAll(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'skywriter-')), 'config.yaml');
    await writeFile(file, 'outputs: [{ name: api, hostname: [api.example.com], serviceName: svc }]');
  });

  async function printed(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { code, out, err } = await runCommand([...words, '--print-config', '--json'], { env });
    return code === 0 ? JSON.parse(out) : { code, out, err };
  }

  test.each<
    [
      what: string,
      words: (file: string) => string[],
      env: (file: string) => Record<string, string>,
      owner: string,
    ]
  >([
    ['its command', (path) => ['kuberture', '--config', path], () => ({}), 'kuberture'],
    ['a single dash', (path) => ['kuberture', `-config=${path}`, '-instance=x'], () => ({}), 'x'],
    [
      'no command but its flags',
      (path) => [`--config=${path}`, '--leader-elect', '--instance=x'],
      () => ({}),
      'x',
    ],
    ['a flag switched off', (path) => [`--config=${path}`, '--leader-elect=false'], () => ({}), 'kuberture'],
    ['variables', () => ['kuberture'], (path) => ({ KUBERTURE_CONFIG: path, KUBERTURE_INSTANCE: 'v' }), 'v'],
    ['variables without a command', () => [], (path) => ({ KUBERTURE_CONFIG: path }), 'kuberture'],
    [
      'flags before variables',
      (path) => ['kuberture', '--instance', 'x', '--config', path],
      () => ({ KUBERTURE_INSTANCE: 'v', KUBERTURE_CONFIG: '/nowhere' }),
      'x',
    ],
  ])('%s', async (_, words, env, owner) => {
    expect(await printed(words(file), env(file))).toMatchObject({ owner });
  });

  test('the namespace is that of the Pod', async () => {
    const inPod = await printed(['kuberture', '--config', file], { POD_NAMESPACE: 'cozy' });
    const outside = await printed(['kuberture', '--config', file]);
    expect([inPod, outside].map(({ outputs }) => outputs[0].services.namespace)).toEqual(['cozy', 'default']);
  });

  test('without --json it is a file for `run`', async () => {
    const { out } = await runCommand(['kuberture', '--config', file, '--print-config']);
    expect(out).toMatch(/^owner: kuberture\n/);
    expect(out).not.toMatch(/[&*]a1/);
  });

  test.each([
    [
      'a file that is not there',
      ['--config', '/nowhere/config.yaml'],
      /loading config: reading config file: ENOENT/,
    ],
    ['a flag that is none', ['--leader-elekt'], /Did you mean --leader-elect/],
    ['neither true nor false', ['--leader-elect=maybe'], /Write true or false/],
  ])('%s is told', async (_, words, said) => {
    const { code, err } = await runCommand(['kuberture', ...words]);
    expect(err).toMatch(said);
    expect(code).toBe(64);
  });
});
