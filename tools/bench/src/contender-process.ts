import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { guard } from '@skywriter/testbed';
import type { Contender } from './contender.ts';

/** The kernel counts CPU time in ticks, and tells user space of a hundred a second on every machine. */
const MS_PER_TICK = 10;
const GRACE_MS = 10_000;

export interface ContenderProcess {
  /** Largest resident set so far, in MiB (VmHWM of proc_pid_status(5)). */
  peakMemory(): number;
  /** CPU time of all threads so far, in milliseconds (proc_pid_stat(5), in ticks of 10 ms). */
  cpu(): number;
  /** Rejects if it ends before `stop`, with the last lines it wrote. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

export function startContender(
  { name, command, words }: Contender,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ContenderProcess {
  const child = spawn(command, [...words, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  guard(child);
  const ended = once(child, 'close');
  const output = lastLines(child);
  const failed = ended.then(([code, signal]): never => {
    throw new Error(`${name} ended (${signal ?? `exit code ${code}`}):\n${output()}`);
  });
  // Nobody may be waiting when `stop` ends it.
  failed.catch(() => {});
  return {
    peakMemory: () => Number(/VmHWM:\s+(\d+) kB/.exec(procfs(child, 'status'))?.[1]) / 1024,
    cpu: () => {
      // The command's name comes first and may hold anything; utime and stime are the 12th and 13th after it.
      const fields = procfs(child, 'stat')
        .replace(/^.*\) /s, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
    },
    failed,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await ended.catch(() => {});
      clearTimeout(timer);
    },
  };
}

function lastLines(child: ChildProcess): () => string {
  const lines: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').filter((line) => line !== ''));
    lines.splice(0, lines.length - 20);
  });
  return () => lines.join('\n');
}

function procfs(child: ChildProcess, file: string): string {
  return readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
}
