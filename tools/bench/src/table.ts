import type { Figures } from './measure-sync.ts';

const rows = [
  ['first synchronisation', 'firstSync', 'ms'],
  ['CPU for it', 'firstSyncCpu', 'ms'],
  ['change to commit, median', 'changeMedian', 'ms'],
  ['change to commit, p99', 'changeP99', 'ms'],
  ['CPU for one change', 'cpuPerChange', 'ms'],
  ['peak memory', 'peakMemory', 'MiB'],
] as const satisfies readonly (readonly [string, keyof Figures, string])[];

/** One column a contender, and how many times what the first one needed the last one does. */
export function table(names: number, all: readonly Figures[]): string {
  const [own] = all;
  const peer = all.at(-1);
  const compared = own !== undefined && peer !== undefined && own !== peer;
  const head = [`${names} names`, ...all.map(({ contender }) => contender), ...(compared ? ['ratio'] : [])];
  const measured = ['changes timed', ...all.map(({ changes }) => String(changes)), ...(compared ? [''] : [])];
  const lines = rows.map(([label, field, unit]) => [
    label,
    ...all.map((figures) => `${figures[field].toFixed(1)} ${unit}`),
    ...(compared ? [ratio(peer[field], own[field])] : []),
  ]);
  return aligned([head, measured, ...lines]);
}

function ratio(peer: number, own: number): string {
  return own === 0 ? '–' : (peer / own).toFixed(1);
}

function aligned(cells: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(...cells.map((row) => row[column]?.length ?? 0));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(width(0)) : cell.padStart(width(column));
  return cells.map((row) => `${row.map(pad).join('  ').trimEnd()}\n`).join('');
}
