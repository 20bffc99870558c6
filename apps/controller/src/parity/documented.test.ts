import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { differences } from './testing/differences/all.ts';

const HERE = import.meta.dirname;

test('every difference is documented, and what is documented has its test', async () => {
  const page = await readFile(join(HERE, '../../../../docs/external-dns-differences.md'), 'utf8');
  const documented = [...page.matchAll(/^### (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
  const runs = await readFile(join(HERE, 'several-runs.test.ts'), 'utf8');
  const tested = [...runs.matchAll(/(?:test\(|^ {4}\[)'([a-z-]+)'/gm)].map(([, id = '']) => id);
  expect(documented.sort()).toEqual([...differences.map(({ id }) => id), ...tested].sort());
});

/** As GitHub makes one of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
