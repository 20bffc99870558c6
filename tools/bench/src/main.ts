import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bench } from './bench.ts';
import { provideDropIn } from './contender.ts';
import { type Figure, figureOf } from './figure.ts';
import { type BenchOptions, comparedFigures, readOptions, usage } from './options.ts';
import { plot } from './plot.ts';
import { measureServices, servicesFigure } from './services.ts';
import { table } from './table.ts';

const began = performance.now();

function say(line: string): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(0).padStart(4);
  process.stderr.write(`${seconds} s  ${line}\n`);
}

async function run(options: BenchOptions): Promise<void> {
  const compared = comparedFigures.filter((name) => options.figures.includes(name));
  const results = compared.length > 0 ? await bench(options, say) : [];
  const figures = compared.map((name) => figureOf(name, results));
  if (options.figures.includes('services') && options.contenders.includes('skywriter')) {
    say('changing a slice');
    figures.push(servicesFigure(await measureServices(await provideDropIn(), options.changes)));
  }
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
