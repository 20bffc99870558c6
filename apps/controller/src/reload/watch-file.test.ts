import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../clock.ts';
import { watchFile } from './watch-file.ts';

describe('watchFile', () => {
  let stop = (): void => {};
  afterEach(() => stop());

  async function watching(file: string) {
    const changed = vi.fn();
    stop = await watchFile({ file, clock: systemClock, changed });
    return changed;
  }

  const times = (changed: ReturnType<typeof vi.fn>, count: number) =>
    vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(count), { timeout: 5000 });

  test('notices a file that is written and one that is replaced', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'skywriter-'));
    const file = join(folder, 'f.yaml');
    await writeFile(file, 'one');
    const changed = await watching(file);
    await writeFile(file, 'two');
    await times(changed, 1);
    await writeFile(join(folder, 'new'), 'three');
    await rename(join(folder, 'new'), file);
    await times(changed, 2);
  });

  test('follows the swap of a ConfigMap', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'skywriter-'));
    for (const [version, content] of [
      ['..1', 'one'],
      ['..2', 'two'],
    ] as const) {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, 'f.yaml'), content);
    }
    await symlink('..1', join(folder, '..data'));
    await symlink(join('..data', 'f.yaml'), join(folder, 'f.yaml'));
    const changed = await watching(join(folder, 'f.yaml'));
    await symlink('..2', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    await times(changed, 1);
  });

  test('takes neither a touch nor a loss for a change', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'skywriter-'));
    const file = join(folder, 'f.yaml');
    await writeFile(file, 'one');
    const changed = await watching(file);
    await writeFile(file, 'one');
    await rm(file);
    await writeFile(join(folder, 'other'), 'x');
    await writeFile(file, 'two');
    await times(changed, 1);
  });
});
