import type { Figure } from './figure.ts';
import { contenderNames } from './options.ts';
import { round } from './table.ts';

/** In pixels. */
const WIDTH = 760;
const LABELS = 220;
const VALUES = 90;
const BAR = 16;
const GAP = 14;
const TOP = 64;

/** Colours with enough contrast on white and on GitHub's dark grey. */
const colours = { skywriter: '#2f81f7', 'external-dns': '#db6d28', raw: '#8b949e' } as const;

/**
 * A figure as bars, one group for each row, in one linear scale. Written by hand because it is a page of text:
 * no library draws so little without a browser or a canvas.
 */
export function plot({ title, unit, rows }: Figure): string {
  const shown = contenderNames.filter((name) => rows.some(({ values }) => values.has(name)));
  const most = Math.max(
    1e-9,
    ...rows.flatMap(({ values }) => [...values.values()].map((value) => value.median)),
  );
  const parts: string[] = [];
  let y = TOP;
  for (const { label, values } of rows) {
    const bars = shown.flatMap((name) => {
      const value = values.get(name);
      return value === undefined ? [] : [{ name, median: value.median }];
    });
    parts.push(text(LABELS - 12, y + (bars.length * BAR) / 2 + 4, label, 'end'));
    for (const { name, median } of bars) {
      // Too little to be seen is not nothing.
      const length = Math.max(1.5, (median / most) * (WIDTH - LABELS - VALUES));
      parts.push(
        `<rect x="${LABELS}" y="${y}" width="${length.toFixed(1)}" height="${BAR - 3}" rx="2" fill="${colours[name]}"/>`,
        text(LABELS + length + 6, y + 11, `${round(median)} ${unit}`, 'start'),
      );
      y += BAR;
    }
    y += GAP;
  }
  const legend = shown.map((name, at) => {
    const x = LABELS + at * 130;
    return `<rect x="${x}" y="36" width="12" height="12" rx="2" fill="${colours[name]}"/>${text(x + 18, 46, name, 'start')}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${escaped(title)}">`,
    '<style>',
    'text { font: 12px system-ui, sans-serif; fill: #1f2328 }',
    '@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }',
    '</style>',
    `<text x="0" y="18" style="font-size: 14px; font-weight: 600">${escaped(title)}</text>`,
    ...legend,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function text(x: number, y: number, content: string, anchor: 'start' | 'end'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
