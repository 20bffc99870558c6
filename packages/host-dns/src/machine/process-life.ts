import { readFile } from 'node:fs/promises';
import { UNKNOWN_LIFE } from './machine.ts';
import { runCommand } from './system-run.ts';

/**
 * What tells one life of a process id from the next: Linux, the start of the system and the ticks since then
 * (proc(5), field 22); elsewhere the date of its start. Undefined where no such process runs.
 */
export async function processLife(pid: number): Promise<string | undefined> {
  if (!runs(pid)) return undefined;
  if (process.platform === 'linux') return linuxLife(pid);
  const { code, stdout } = await runCommand(
    process.platform === 'win32'
      ? {
          // By its path: what runs with an administrator's rights must not be looked for.
          program: `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`,
          arguments: [
            '-NoLogo',
            '-NoProfile',
            '-NonInteractive',
            '-Command',
            `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`,
          ],
        }
      : // A traveller's clock shows another date for the same start.
        { program: '/usr/bin/env', arguments: ['TZ=UTC', '/bin/ps', '-o', 'lstart=', '-p', String(pid)] },
  );
  const start = stdout.trim();
  if (code === 0 && start !== '') return start;
  // It runs, and will not say since when; better to believe in it than to take its lock away.
  return runs(pid) ? UNKNOWN_LIFE : undefined;
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function linuxLife(pid: number): Promise<string | undefined> {
  try {
    const [boot, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The name of the program, in brackets, may hold anything.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const start = fields[18];
    if (state === 'Z') return undefined;
    return start === undefined ? UNKNOWN_LIFE : `${boot.trim()}:${start}`;
  } catch {
    return runs(pid) ? UNKNOWN_LIFE : undefined;
  }
}
