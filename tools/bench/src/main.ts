import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bench } from './bench.ts';
import { type Figure, figureOf } from './figure.ts';
import { type BenchOptions, readOptions, usage } from './options.ts';
import { plot } from './plot.ts';
import { table } from './table.ts';

const began = performance.now();

function say(line: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(0).padStart(4);
  process.stderr.write(`${seconds} s  ${line}\n`);
}

async function run(options: BenchOptions): Promise<void> {
  const results = await bench(options, say);
  const figures = options.figures.map((name) => figureOf(name, results));
  process.stdout.write(figures.map(table).join('\n'));
  if (options.svg !== undefined) await draw(figures, options.svg);
}

async function draw(figures: readonly Figure[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const figure of figures) await writeFile(join(folder, `${figure.name}.svg`), plot(figure));
}

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`bench: ${options}\n\n${usage}`);
  process.exitCode = 64;
} else await run(options);
