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
}

export class NativeProcess implements Instance {
  readonly what: string;
  readonly output = new OutputTail();
  readonly ended: Promise<void>;
  readonly pid: number | undefined;
  readonly #signal: (signal: Signal) => void;
  #end: string | undefined;

  constructor({ what, path, args, folder }: NativeCommand) {
    this.what = what;
    const child = spawn(path, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
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
