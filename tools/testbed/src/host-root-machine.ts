import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { TestbedError } from './errors.ts';
import { eventually } from './eventually.ts';
import { pathOf, provideHostRoot } from './host-root.ts';
import type { FlavourName } from './host-root-flavours.ts';
import { OutputTail } from './output-tail.ts';

const run = promisify(execFile);

export interface TestHostOptions {
  /** Paths of this machine that are shown inside, read only: path here to path there. */
  readonly shown?: Readonly<Record<string, string>>;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Linux machine of its own for a test: systemd as its first process, its own network, files, mounts. */
export class TestHost {
  readonly name: string;
  readonly #supervisor: ChildProcess;
  readonly #starts: AsyncIterator<string>;
  #init = '';

  constructor(name: string, supervisor: ChildProcess, starts: AsyncIterator<string>) {
    this.name = name;
    this.#supervisor = supervisor;
    this.#starts = starts;
  }

  /** Waits for a start of the system, the first or the next. */
  async started(): Promise<void> {
    const start = await this.#starts.next();
    this.#init = start.done ? '' : start.value;
    if (this.#init === '') throw new Error(`${this.name} does not start`);
    await eventually(
      async () => /^(?:running|degraded)/.test((await this.run('systemctl', 'is-system-running')).stdout),
      { within: 30_000, every: 100, what: `${this.name} running` },
    );
  }

  /** Starts the system anew: its files stay as they are, its processes, networks and /run are gone. */
  async reboot(): Promise<void> {
    await this.run('systemctl', 'reboot', '--force', '--force');
    await this.started();
  }

  /** What nsenter wants, to have a command run in there. */
  command(argv: readonly string[]): readonly [string, readonly string[]] {
    const environment = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C', 'HOME=/root'];
    return [
      'nsenter',
      ['-t', this.#init, '-m', '-p', '-n', '-u', '-i', '-C', '--', 'env', '-i', ...environment, ...argv],
    ];
  }

  /** Runs a program in there to its end. */
  async run(...argv: readonly string[]): Promise<Ran> {
    const [program, args] = this.command(argv);
    try {
      const { stdout, stderr } = await run(program, [...args], { timeout: 30_000 });
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
      return {
        code: typeof code === 'number' ? code : -1,
        stdout: stdout ?? '',
        stderr: stderr ?? String(error),
      };
    }
  }

  /** Runs a shell script in there that must succeed, and gives what it printed. */
  async sh(script: string): Promise<string> {
    const { code, stdout, stderr } = await this.run('sh', '-euc', script);
    if (code === 0) return stdout;
    throw new TestbedError(
      'SKY_TESTBED_COMMAND',
      `A script on ${this.name} ended with ${code}: ${stderr}`,
      script,
    );
  }

  /** Ends everything in there, and waits until nothing is left of it. */
  async stop(): Promise<void> {
    if (this.#supervisor.exitCode !== null) return;
    this.#supervisor.stdin?.end();
    await once(this.#supervisor, 'close');
  }
}

let count = 0;

/** Boots a machine of this kind; it is gone at the latest when this process is. */
export async function startTestHost(
  flavour: FlavourName,
  { shown = {} }: TestHostOptions = {},
): Promise<TestHost> {
  const root = await provideHostRoot(flavour);
  if ('reason' in root) {
    throw new TestbedError(
      'SKY_TESTBED_UNAVAILABLE',
      `No ${flavour} here: ${root.reason}.`,
      'Skip the test.',
    );
  }
  const name = `skywriter-${process.pid}-${++count}`;
  const args = [root.layers.join(':'), name, ...Object.entries(shown).flat()];
  // Not guarded by the reaper: a kill would keep it from cleaning up, which it does when its input ends.
  const supervisor = spawn(
    'unshare',
    ['-m', '--propagation', 'private', 'sh', pathOf('host-root-boot.sh'), ...args],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    },
  );
  const output = new OutputTail(16_384);
  supervisor.stderr.on('data', (chunk: Buffer) => output.add(chunk));
  supervisor.stdin.on('error', () => {});
  const starts = createInterface({ input: supervisor.stdout })[Symbol.asyncIterator]();
  const host = new TestHost(name, supervisor, starts);
  try {
    await host.started();
  } catch (error) {
    await host.stop();
    const said = output.last(8);
    throw new TestbedError('SKY_TESTBED_START', `${flavour} did not boot.`, said, { cause: error });
  }
  return host;
}
