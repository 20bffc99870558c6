import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemMachine } from '../machine/system-machine.ts';
import { folderPlatform } from '../testing/folder-platform.ts';
import { createHostDns } from './create.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skywriter-kill-'));
  mkdirSync(join(folder, 'settings'));
  writeFileSync(join(folder, 'settings/a.test'), 'nameserver 10.0.0.53\r\n# no newline at the end');
  writeFileSync(join(folder, 'settings/d.test'), '\uFEFFtheirs\n');
  chmodSync(join(folder, 'settings/d.test'), 0o604);
});
afterEach(() => rmSync(folder, { recursive: true }));

function settings() {
  const path = join(folder, 'settings');
  return readdirSync(path).map((name) => {
    const file = join(path, name);
    return [name, statSync(file).mode & 0o7777, readFileSync(file, 'latin1')];
  });
}

/** A process that applies, applies something else and resets, for ever, killed some milliseconds after it began. */
async function killedAfter(ms: number): Promise<string> {
  const script = join(import.meta.dirname, '../testing/apply-for-ever.ts');
  const child = spawn(process.execPath, ['--conditions=@skywriter/source', script, folder]);
  let said = '';
  child.stdout.on('data', (part) => {
    said += part;
  });
  try {
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    await pause(ms);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  return said;
}

test('kill -9 at any moment, and recover: byte for byte', async () => {
  const before = settings();
  const changed = new Set<string>();
  for (let round = 0; round < 12; round += 1) {
    const said = await killedAfter(Math.random() * 120);
    expect(said).toMatch(/^\{"ok":true,/);
    expect(said).not.toMatch(/"ok":false/);
    changed.add(JSON.stringify(settings()));
    const engine = createHostDns({ machine: systemMachine(), platform: folderPlatform(folder), patience: 0 });
    const recovered = await engine.recover();
    expect(recovered.problem).toBeNull();
    // It may have been killed when all was applied; that is sound, and recover leaves it.
    const status = await engine.status();
    if (status.ok && status.value.phase === 'applied') expect((await engine.reset()).problem).toBeNull();
    expect(settings()).toEqual(before);
  }
  expect(changed.size).toBeGreaterThan(1);
}, 180_000);
