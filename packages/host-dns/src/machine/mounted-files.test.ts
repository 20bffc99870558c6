import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'skywriter-mounts-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
});

/** Runs shell lines in a mount namespace that ends with them; `write PATH TEXT` is ours. */
function inNamespace(...lines: string[]) {
  const script = join(import.meta.dirname, '../testing/write-file.ts');
  const write = `write() { "${process.execPath}" --conditions=@skywriter/source "${script}" "$@"; }`;
  return spawnSync('unshare', ['-m', 'sh', '-ec', [write, `cd ${folder}`, ...lines].join('\n')], {
    encoding: 'utf8',
  });
}

const namespaces = spawnSync('unshare', ['-m', 'true']).status === 0;

// Mounting needs root; CI has it.
describe.skipIf(!namespaces)('files that cannot be replaced', () => {
  test('a bind mount is written in place', () => {
    const { stdout, stderr } = inNamespace(
      'echo theirs, and longer than ours > outside; echo > inside',
      'mount --bind outside inside',
      `write ${folder}/inside ours`,
    );
    expect([stdout, stderr]).toEqual(['{"ok":true}', '']);
    expect(readFileSync(join(folder, 'outside'), 'utf8')).toBe('ours');
  });

  test('a full disk leaves the old file, replaced or in place', () => {
    const large = '"$(head -c 100000 /dev/zero | tr "\\0" x)"';
    const { stdout } = inNamespace(
      'mkdir small; mount -t tmpfs -o size=64k none small',
      'echo old > small/file',
      `write ${folder}/small/file ${large} >&2 || true`,
      'cat small/file; ls -A small',
      'echo > inside; mount --bind small/file inside',
      `write ${folder}/inside ${large} >&2 || true`,
      'cat small/file',
    );
    expect(stdout).toBe('old\nfile\nold\n');
  });

  test('an immutable file is a problem that says how to end it', () => {
    writeFileSync(join(folder, 'file'), 'theirs');
    const { stdout } = inNamespace(
      'chattr +i file 2>/dev/null || { echo unsupported; exit 0; }',
      `write ${folder}/file ours || true`,
      'chattr -i file',
    );
    if (stdout.trim() !== 'unsupported') {
      expect(JSON.parse(stdout)).toMatchObject({
        problem: { code: 'SKY_HOST_FILE', hint: expect.stringMatching(/chattr -i/) },
      });
    }
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('theirs');
  });

  test('a file system that can only be read', () => {
    const { stdout } = inNamespace(
      'mkdir ro; mount -t tmpfs none ro; echo theirs > ro/file; mount -o remount,ro ro',
      `write ${folder}/ro/file ours`,
    );
    expect(JSON.parse(stdout)).toMatchObject({ problem: { message: expect.stringMatching(/EROFS/) } });
  });
});
