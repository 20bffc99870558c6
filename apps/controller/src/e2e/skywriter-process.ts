import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from '@skywriter/testbed';

const MAIN = join(import.meta.dirname, '../main.ts');

/** `skywriter` as its users run it: a process with arguments and an environment, stopped by a signal. */
export class SkywriterProcess {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];

  constructor(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, ['--conditions=@skywriter/source', MAIN, ...words], {
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text: string) => this.#lines.push(text));
    }
  }

  get output(): string {
    return this.#lines.join('');
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Waits until it has written what the pattern says. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    return await eventually(
      () => {
        const found = pattern.exec(this.output);
        if (found !== null) return found;
        if (!this.running) throw new Error(`it ended before that: ${this.output}`);
        throw new Error(`so far it said: ${this.output.slice(-2000)}`);
      },
      { within: 30_000, what: `the output ${pattern}` },
    );
  }

  /** Ends it with a signal; returns its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (!this.running) return this.#child.exitCode;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
    return this.#child.exitCode;
  }
}
