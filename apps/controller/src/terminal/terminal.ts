/** Where text goes: standard output or error, or a collector in tests. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** A stream whose last line may be a status that stays below everything that is written. */
export interface Terminal {
  readonly interactive: boolean;
  /** Characters in a line. */
  readonly columns: number;
  write(text: string): void;
  /** Replaces the status line; undefined removes it. Nothing happens where nobody looks (no TTY). */
  status(text: string | undefined): void;
}

const CLEAR_LINE = '\r\u001b[K';

export function createTerminal(
  stream: TextStream,
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const interactive = stream.isTTY === true && env.TERM !== 'dumb';
  let shown: string | undefined;
  return {
    interactive,
    get columns() {
      // A terminal that was never given a size says 0.
      return stream.columns || 80;
    },
    write(text) {
      stream.write(shown === undefined ? text : `${CLEAR_LINE}${text}${shown}`);
    },
    status(text) {
      if (!interactive || text === shown) return;
      stream.write(text === undefined ? CLEAR_LINE : `${CLEAR_LINE}${text}`);
      shown = text;
    },
  };
}
