import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemFiles as files } from './system-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skywriter-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const at = (name: string) => join(folder, name);
const mode = (path: string) => statSync(path).mode & 0o7777;

test('a new file has the mode asked for, one that is there keeps its own, and nothing else is left', async () => {
  expect(await files.write(at('new'), bytes('one'), 0o640)).toEqual({ ok: true, value: undefined });
  expect([readFileSync(at('new'), 'utf8'), mode(at('new'))]).toEqual(['one', 0o640]);
  chmodSync(at('new'), 0o604);
  await files.write(at('new'), bytes('two'), 0o640);
  expect([readFileSync(at('new'), 'utf8'), mode(at('new'))]).toEqual(['two', 0o604]);
  expect(readdirSync(folder)).toEqual(['new']);
});

test('it is replaced, not written over: who reads it has the old one whole', async () => {
  await files.write(at('file'), bytes('old'), 0o644);
  const inode = statSync(at('file')).ino;
  await files.write(at('file'), bytes('new'), 0o644);
  expect(statSync(at('file')).ino).not.toBe(inode);
});

test('what a crash left of a write is gone with the next write, and with a removal', async () => {
  for (const next of [() => files.write(at('file'), bytes('x'), 0o644), () => files.remove(at('file'))]) {
    writeFileSync(at('.file.skywriter-new'), 'torn');
    expect((await next()).ok).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  }
});

test('a link is replaced, not followed; reading follows it', async () => {
  writeFileSync(at('target'), 'theirs');
  symlinkSync('target', at('link'));
  expect(await files.entry(at('link'))).toMatchObject({ value: { is: 'link', to: 'target' } });
  expect(await files.read(at('link'))).toMatchObject({ value: Buffer.from('theirs') });
  await files.write(at('link'), bytes('ours'), 0o600);
  expect(await files.entry(at('link'))).toMatchObject({ value: { is: 'file', mode: 0o600 } });
  expect(readFileSync(at('target'), 'utf8')).toBe('theirs');
  expect((await files.link(at('link'), 'nowhere')).ok).toBe(true);
  expect(await files.entry(at('link'))).toMatchObject({ value: { is: 'link', to: 'nowhere' } });
  expect(await files.read(at('link'))).toEqual({ ok: true, value: undefined });
});

test('of two that make a file, one does, and what it holds is whole', async () => {
  const made = await Promise.all(['a', 'b', 'c'].map((text) => files.create(at('lock'), bytes(text), 0o600)));
  expect(made.filter((result) => result.ok && result.value)).toHaveLength(1);
  expect(readFileSync(at('lock'), 'utf8')).toMatch(/^[abc]$/);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('what is not there', async () => {
  expect(await files.entry(at('none'))).toEqual({ ok: true, value: undefined });
  expect(await files.read(at('none'))).toEqual({ ok: true, value: undefined });
  expect(await files.list(at('none'))).toEqual({ ok: true, value: [] });
  expect(await files.remove(at('none'))).toEqual({ ok: true, value: undefined });
  expect(await files.remove(at('none/below'))).toEqual({ ok: true, value: undefined });
});

test('folders with those above; the mode is for the last', async () => {
  expect((await files.folder(at('a/b'), 0o700)).ok).toBe(true);
  expect((await files.folder(at('a/b'), 0o700)).ok).toBe(true);
  expect([mode(at('a')) === 0o700, mode(at('a/b'))]).toEqual([false, 0o700]);
  writeFileSync(at('b'), '');
  writeFileSync(at('a/a'), '');
  expect(await files.list(folder)).toEqual({ ok: true, value: ['a', 'b'] });
});

test.each([
  ['a folder is no file', () => files.write(folder, bytes('x'), 0o644)],
  ['a file is no folder', () => files.folder(at('file'), 0o700)],
  ['no folder to write in', () => files.write(at('none/file'), bytes('x'), 0o644)],
  ['a zero byte', () => files.read('a\0b')],
])('%s', async (_, work) => {
  writeFileSync(at('file'), '');
  expect(await work()).toMatchObject({
    ok: false,
    problem: { code: 'SKY_HOST_FILE', hint: expect.any(String) },
  });
  expect(existsSync(at('file'))).toBe(true);
});
