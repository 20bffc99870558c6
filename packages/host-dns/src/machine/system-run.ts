import { spawn } from 'node:child_process';
import type { Command, CommandResult } from './machine.ts';

/** Long enough for PowerShell on a machine that scans it first. */
const TIMEOUT_MS = 60_000;
/** More than any program here has to say; what says more is ended. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/**
 * Runs a program, with no shell between. Programs speak English (`LC_ALL=C`), standard input is what the
 * command gives or closed, no window opens. Never rejects: what could not be started or had to be ended has
 * no code, and says why at the end of stderr.
 */
export function runCommand(command: Command, { timeout = TIMEOUT_MS } = {}): Promise<CommandResult> {
  return new Promise((resolve) => {
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    let size = 0;
    let ended: string | undefined;
    const child = start(command);
    if (typeof child === 'string') return resolve({ code: undefined, stdout: '', stderr: child });

    const finish = (code: number | null) => {
      clearTimeout(timer);
      const text = (parts: readonly Buffer[]) => Buffer.concat(parts).toString('utf8');
      resolve({
        code: ended === undefined && code !== null ? code : undefined,
        stdout: text(output.stdout),
        stderr: [text(output.stderr), ended].filter((part) => part !== undefined && part !== '').join('\n'),
      });
    };
    const end = (reason: string) => {
      ended ??= reason;
      child.kill('SIGKILL');
      // A grandchild that holds the pipes would keep us waiting for its end.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => end(`${command.program} did not end within ${timeout} ms.`), timeout);
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (part: Buffer) => {
        size += part.length;
        if (size > MAX_OUTPUT) end(`${command.program} said more than ${MAX_OUTPUT} bytes.`);
        else output[stream].push(part);
      });
    }
    child.on('error', (error) => {
      ended ??= error.message;
      finish(null);
    });
    child.on('close', (code, signal) => {
      if (signal !== null) ended ??= `${command.program} was ended by ${signal}.`;
      finish(code);
    });
    // A program that reads nothing closes its end early, which is no fault.
    child.stdin.on('error', () => {});
    child.stdin.end(command.input ?? '');
  });
}

/** Arguments that no program can be given (a zero byte) make `spawn` throw. */
function start({ program, arguments: argv }: Command) {
  try {
    return spawn(program, argv, {
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      shell: false,
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
