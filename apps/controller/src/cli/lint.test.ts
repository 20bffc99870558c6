import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from './testing.ts';

async function lint(keys: readonly object[], ...argv: string[]) {
  const file = join(await mkdtemp(join(tmpdir(), 'skywriter-')), 'keys.json');
  await writeFile(file, JSON.stringify(keys));
  return runCommand(['lint', '--keys', file, '--zone', 'cluster.local', ...argv]);
}

test('names each key that CoreDNS cannot serve, and ends with 1', async () => {
  const keys = [{ key: '/skydns/local/cluster/shop', value: 'no json' }];
  const { code, out } = await lint(keys);
  expect(out).toMatch(/^\/skydns\/local\/cluster\/shop: .*\[SKY_LINT_[A-Z_]+\]$/m);
  expect(code).toBe(1);
  const { findings } = JSON.parse((await lint(keys, '--json')).out);
  expect(findings).toContainEqual(
    expect.objectContaining({ key: '/skydns/local/cluster/shop', hint: expect.any(String) }),
  );
});

test('has nothing to say of no keys', async () => {
  const { code, out } = await lint([]);
  expect({ code, out }).toEqual({ code: 0, out: 'CoreDNS serves all of these 0 keys rightly.\n' });
});
