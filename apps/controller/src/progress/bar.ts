export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Milliseconds since the beginning. */
  readonly elapsed: number;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** One line of at most `columns` characters: `Synchronising ███▌      4,321 of 10,000 names · 2 s left`. */
export function progressBar(label: string, progress: Progress, columns: number): string {
  const { done, total } = progress;
  const counts = ` ${count(done)} of ${count(total)} names${remaining(progress)}`;
  const width = Math.min(30, columns - label.length - counts.length - 2);
  if (width < 4) return `${label}${counts}`.slice(0, Math.max(0, columns - 1));
  const eighths = total === 0 ? 0 : Math.floor((Math.min(done, total) / total) * width * 8);
  const filled = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
  return `${label} ${filled.padEnd(width)}${counts}`;
}

function remaining({ done, total, elapsed }: Progress): string {
  if (done === 0 || done >= total || elapsed < 1000) return '';
  const seconds = Math.ceil((elapsed * (total - done)) / done / 1000);
  return seconds < 120 ? ` · ${seconds} s left` : ` · ${Math.ceil(seconds / 60)} min left`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
