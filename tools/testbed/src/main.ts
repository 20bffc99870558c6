import { componentNames, components } from './components.ts';
import { reasonOf } from './errors.ts';
import { type Provided, provideComponent, required } from './provide.ts';

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

/** Provides every component before the tests ask for it, so that no test waits for a build of minutes. */
async function prepare(): Promise<number> {
  const needed = required();
  const results: Provided[] = [];
  for (const name of componentNames) {
    results.push(await provideComponent(components[name], { retryFailed: true }));
  }
  process.stdout.write(table([['component', 'version', 'how', 'where', 'reason'], ...results.map(row)]));
  const missing = results.filter(({ name, available }) => !available && (needed as Set<string>).has(name));
  for (const { name } of missing) {
    process.stderr.write(`testbed: ${name} is required (SKYWRITER_REQUIRE) but unavailable\n`);
  }
  return missing.length === 0 ? 0 : 1;
}

try {
  const [command = 'prepare', ...rest] = process.argv.slice(2);
  if (command !== 'prepare' || rest.length > 0) {
    process.stderr.write('usage: main.ts prepare\n');
    process.exitCode = 64;
  } else {
    process.exitCode = await prepare();
  }
} catch (error) {
  process.stderr.write(`testbed: ${reasonOf(error)}\n`);
  process.exitCode = 1;
}
