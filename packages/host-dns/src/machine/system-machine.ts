import type { Machine, PlatformName } from './machine.ts';
import { processLife } from './process-life.ts';
import { systemFiles } from './system-files.ts';
import { systemLookUp } from './system-lookup.ts';
import { runCommand } from './system-run.ts';
import { askServer } from './wire-client.ts';

/** The machine that this process runs on. */
export function systemMachine(): Machine {
  return {
    platform: platformName(),
    clock: {
      now: () => performance.now(),
      after(ms, task) {
        const timer = setTimeout(task, ms);
        return () => clearTimeout(timer);
      },
      random: () => Math.random(),
    },
    date: () => new Date().toISOString(),
    pid: process.pid,
    processLife,
    files: systemFiles,
    run: runCommand,
    lookUp: systemLookUp,
    ask: askServer,
  };
}

/** Everything that is neither Windows nor macOS and runs Node is enough of a Linux, or finds out. */
function platformName(): PlatformName {
  return process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
}
