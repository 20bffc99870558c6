import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { readConfiguration } from '../config/read.ts';
import { readSecret } from './secret.ts';
import { skydnsOutput } from './skydns.ts';

describe('readSecret', () => {
  test('leaves out the line break at the end, and no other', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'skywriter-')), 'secret');
    await writeFile(file, 'a\nb \r\n');
    expect(await readSecret(file, 'the password', 'passwordFile')).toBe('a\nb ');
  });

  test('names a file that is not there, and where it is named', async () => {
    await expect(readSecret('/nowhere/x', 'the password', 'skydns.passwordFile')).rejects.toMatchObject({
      code: 'SKY_SECRET_FILE',
      message: 'The file of the password, /nowhere/x, cannot be read (ENOENT).',
      hint: 'Mount the Secret there, or correct skydns.passwordFile.',
    });
  });
});

describe('the key of the registry', () => {
  const make = (registry: string, env: Record<string, string>) => {
    const read = readConfiguration(
      `owner: o
kubernetes: {}
sources: [ingress]
outputs: [{ name: one, zones: [a.b], skydns: { endpoints: ['http://127.0.0.1:1'], registry: ${registry} } }]`,
      'f',
    );
    const output = read.ok ? read.configuration.outputs[0] : undefined;
    if (output?.skydns === undefined) throw new Error(JSON.stringify(read));
    const hooks = {};
    return skydnsOutput(output, output.skydns, { owner: 'o', env, clock: systemClock, hooks });
  };

  test('comes from a variable', async () => {
    const output = await make('{ aesKeyVariable: KEY, encrypt: true }', { KEY: 'x'.repeat(32) });
    expect(output.name).toBe('one');
  });

  test.each<[registry: string, env: Record<string, string>, code: string]>([
    ['{ aesKeyVariable: KEY }', {}, 'SKY_SECRET_VARIABLE'],
    ['{ aesKeyFile: /nowhere/x }', {}, 'SKY_SECRET_FILE'],
    ['{ aesKeyVariable: KEY }', { KEY: 's3cret' }, 'SKY_REGISTRY_KEY'],
  ])('%s with %j is refused, and not told', async (registry, env, code) => {
    const error: unknown = await make(registry, env).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error) + String(error)).not.toContain('s3cret');
  });
});
