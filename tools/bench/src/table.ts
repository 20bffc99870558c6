import { type Figure, grouped, type Row, type Value } from './figure.ts';
import { type ContenderName, contenderNames } from './options.ts';

/** Columns that compare two others: how many times what the second needs the first does. */
const ratios: readonly (readonly [ContenderName, ContenderName])[] = [
  ['external-dns', 'skywriter'],
  ['skywriter', 'raw'],
];

/** A figure as a table in Markdown, with ratios. */
export function table({ title, unit, rows, growth }: Figure): string {
  const shown = contenderNames.filter((name) => rows.some(({ values }) => values.has(name)));
  const compared = ratios.filter((pair) => pair.every((name) => shown.includes(name)));
  const head = [unit, ...shown, ...compared.map(([a, b]) => `${a} ÷ ${b}`)];
  const body = rows.map(({ label, values }) => [
    label,
    ...shown.map((name) => written(values.get(name))),
    ...compared.map(([a, b]) => ratio(values.get(a), values.get(b))),
  ]);
  const grown = growth ? growthRow(rows, shown) : [];
  return `${title}\n\n${markdown(head, [...body, ...grown])}`;
}

function growthRow(rows: readonly Row[], shown: readonly ContenderName[]): string[][] {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  return [
    [
      'last ÷ first',
      ...shown.map((name) => ratio(last.values.get(name), first.values.get(name))),
      ...ratios.filter((pair) => pair.every((name) => shown.includes(name))).map(() => ''),
    ],
  ];
}

function written(value: Value | undefined): string {
  if (value === undefined) return '–';
  const { median, least, most } = value;
  return least === most ? round(median) : `${round(median)} (${round(least)}–${round(most)})`;
}

/** Three digits, or all before the point. */
export function round(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return grouped(Number(value.toFixed(digits)));
}

function ratio(one: Value | undefined, other: Value | undefined): string {
  return one === undefined || other === undefined || other.median === 0
    ? '–'
    : (one.median / other.median).toFixed(1);
}

function markdown(head: readonly string[], body: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(width(0)) : cell.padStart(width(at)))).join(' | ')} |\n`;
  const rule = head.map((_, at) => (at === 0 ? '-'.repeat(width(0)) : `${'-'.repeat(width(at) - 1)}:`));
  return [head, rule, ...body].map(line).join('');
}
