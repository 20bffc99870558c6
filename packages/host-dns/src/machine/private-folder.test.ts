import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemFiles } from './system-files.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'skywriter-private-'));
  folder = join(root, 'state');
});
afterEach(() => rmSync(root, { recursive: true }));

const isRoot = process.getuid?.() === 0;

test('it is made for its user alone, and found again', async () => {
  expect(await systemFiles.privateFolder(folder)).toEqual({ ok: true, value: undefined });
  expect(statSync(folder).mode & 0o7777).toBe(0o700);
  writeFileSync(join(folder, 'journal.json'), '');
  expect((await systemFiles.privateFolder(folder)).ok).toBe(true);
});

test.each<[string, () => void, RegExp]>([
  ['a link', () => symlinkSync(root, folder), /is no folder/],
  ['a file', () => writeFileSync(folder, ''), /is no folder/],
  ['for the group to write', () => chmodSync(made(), 0o770), /by other users/],
  ['for all to write', () => chmodSync(made(), 0o702), /by other users/],
  ['in a folder that all may write in', () => chmodSync(aboveMade(), 0o777), /by everybody/],
])('%s', async (_, prepare, said) => {
  prepare();
  expect(await systemFiles.privateFolder(folder)).toMatchObject({
    problem: { code: 'SKY_HOST_STATE_FOLDER', message: expect.stringMatching(said) },
  });
});

test('a folder that all may write in, and none may take from others, is as good as /tmp', async () => {
  chmodSync(aboveMade(), 0o1777);
  expect((await systemFiles.privateFolder(folder)).ok).toBe(true);
});

test.skipIf(!isRoot).each<[string, () => string]>([
  ["another user's", () => made()],
  ["with another user's file", madeWithFile],
  ["in another user's folder", aboveMade],
])('%s (as root)', async (_, prepare) => {
  chownSync(prepare(), 65_534, 65_534);
  expect(await systemFiles.privateFolder(folder)).toMatchObject({
    problem: { code: 'SKY_HOST_STATE_FOLDER', message: expect.stringContaining('belongs to user 65534') },
  });
  chownSync(root, 0, 0);
});

function made(): string {
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

function aboveMade(): string {
  made();
  return root;
}

function madeWithFile(): string {
  const file = join(made(), 'journal.json');
  writeFileSync(file, '');
  return file;
}
