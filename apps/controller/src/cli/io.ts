import type { TextStream } from '../terminal/terminal.ts';

/** What a command has of the outside world. */
export interface Io {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts when the process is told to stop; the reason is the signal's name. */
  readonly stopping: AbortSignal;
}

/** What a command's end means. `elevation` is Windows' ERROR_ACCESS_DENIED, `usage` EX_USAGE of sysexits.h. */
export const exitCodes = { done: 0, failed: 1, pending: 2, elevation: 5, usage: 64 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
