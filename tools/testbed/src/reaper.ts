import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// A test process can end in ways that run no code of its own (SIGKILL, out of memory, a terminated worker thread).
// Its end of this shell's stdin closes in every one of them; the shell then kills what is left and removes the folder.
const script = `
trap '' INT TERM HUP
pids=
while read -r verb pid; do
  case $verb in
    add) pids="$pids $pid" ;;
    del) rest=; for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done; pids=$rest ;;
  esac
done
for p in $pids; do kill -9 "$p"; done
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
`;

interface Reaper {
  readonly root: string;
  readonly shell: ChildProcess | undefined;
}

const children = new Set<ChildProcess>();
let reaper: Reaper | undefined;

function start(): Reaper {
  const root = mkdtempSync(join(tmpdir(), 'skywriter-testbed-'));
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL');
    // The shell does it too, but not on Windows; what a dying child still writes is the shell's to remove.
    try {
      rmSync(root, { recursive: true, force: true });
    } catch {}
  });
  if (process.platform === 'win32') return { root, shell: undefined };
  // Its own session, so that Ctrl-C in the terminal or a killed process group does not take it along.
  const shell = spawn('/bin/sh', ['-c', script, 'skywriter-reaper', root], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  shell.on('error', () => {});
  shell.stdin?.on('error', () => {});
  shell.unref();
  (shell.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  return { root, shell };
}

function running(): Reaper {
  reaper ??= start();
  return reaper;
}

/** Makes sure that this child does not outlive this process, however it ends. */
export function guard(child: ChildProcess): void {
  const { shell } = running();
  if (child.pid === undefined) return;
  const { pid } = child;
  children.add(child);
  shell?.stdin?.write(`add ${pid}\n`);
  child.once('exit', () => {
    children.delete(child);
    // The kernel may give the number to another process from now on.
    shell?.stdin?.write(`del ${pid}\n`);
  });
}

/** The folder that all of `makeFolder` are in. */
export function rootFolder(): string {
  return running().root;
}

/** A folder that is gone at the latest when this process is. */
export async function makeFolder(name: string): Promise<string> {
  const { root } = running();
  mkdirSync(root, { recursive: true });
  return await mkdtemp(join(root, `${name}-`));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
