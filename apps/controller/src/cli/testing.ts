import type { ExitCode, Io } from './io.ts';
import { main } from './program.ts';

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in this process, without a terminal. For tests. */
export async function runCommand(
  argv: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly stopping?: AbortSignal } = {},
): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    env: options.env ?? {},
    stopping: options.stopping ?? new AbortController().signal,
  };
  const code = await main(argv, io);
  return { code, out: out.join(''), err: err.join('') };
}
