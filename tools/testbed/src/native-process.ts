import { spawn } from 'node:child_process';
import { reasonOf } from './errors.ts';
import type { Instance, Signal } from './instance.ts';
import { OutputTail } from './output-tail.ts';
import { guard } from './reaper.ts';

export interface NativeCommand {
  readonly what: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** Variables in place of this process's own, of which only PATH and HOME are kept. */
  readonly env?: Readonly<Record<string, string>>;
}

export class NativeProcess implements Instance {
  readonly what: string;
  readonly output = new OutputTail();
  readonly ended: Promise<void>;
  readonly pid: number | undefined;
  readonly #signal: (signal: Signal) => void;
  #end: string | undefined;

  constructor({ what, path, args, folder, env }: NativeCommand) {
    this.what = what;
    const child = spawn(path, args, {
      cwd: folder,
      ...(env === undefined ? {} : { env: { ...kept(), ...env } }),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    guard(child);
    this.pid = child.pid;
    this.#signal = (signal) => child.kill(signal);
    child.stdout.on('data', (chunk: Buffer) => this.output.add(chunk));
    child.stderr.on('data', (chunk: Buffer) => this.output.add(chunk));
    child.once('exit', (code, signal) => {
      this.#end ??= signal ?? `exit code ${code}`;
    });
    this.ended = new Promise((resolve) => {
      child.once('close', () => resolve());
      child.once('error', (error) => {
        this.#end ??= reasonOf(error);
        resolve();
      });
    });
  }

  get end(): string | undefined {
    return this.#end;
  }

  async signal(signal: Signal): Promise<void> {
    if (this.#end === undefined) this.#signal(signal);
  }
}

function kept(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME };
}
