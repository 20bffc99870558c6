import { components, usualNames } from './components.ts';
import { reasonOf } from './errors.ts';
import { known, type Provided, provideComponent, required } from './provide.ts';

const how = { container: 'container', path: 'PATH', build: 'built' } as const;

function row(result: Provided): string[] {
  if (!result.available) return [result.name, result.version, 'skipped', '-', result.reason];
  return [result.name, result.version, how[result.how], result.where, result.passed.join(', ')];
}

function table(rows: readonly string[][]): string {
  const width = (column: number) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0));
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => cell.padEnd(width(column))).join('  ');
  return rows.map((cells) => `${line(cells).trimEnd()}\n`).join('');
}

/** Provides components before the tests ask for them, so that no test waits for a build of minutes. */
async function prepare(words: readonly string[]): Promise<number> {
  const asked = known(words, 'The command line');
  const needed = new Set([...asked, ...required()]);
  const names = asked.length > 0 ? asked : new Set([...usualNames, ...needed]);
  const results: Provided[] = [];
  for (const name of names) {
    results.push(await provideComponent(components[name], { retryFailed: true }));
  }
  process.stdout.write(table([['component', 'version', 'how', 'where', 'reason'], ...results.map(row)]));
  const missing = results.filter(({ name, available }) => !available && (needed as Set<string>).has(name));
  for (const { name } of missing) {
    process.stderr.write(`testbed: ${name} is required but unavailable\n`);
  }
  return missing.length === 0 ? 0 : 1;
}

try {
  const [command = 'prepare', ...words] = process.argv.slice(2);
  if (command !== 'prepare') {
    process.stderr.write('usage: main.ts prepare [COMPONENT...]\n');
    process.exitCode = 64;
  } else {
    process.exitCode = await prepare(words);
  }
} catch (error) {
  process.stderr.write(`testbed: ${reasonOf(error)}\n`);
  process.exitCode = 1;
}
