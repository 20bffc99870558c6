import type { Measurement } from './measure.ts';
import type { ComparedFigure, ContenderName, FigureName } from './options.ts';
import { percentile } from './statistics.ts';
import type { World } from './worlds.ts';

/** What was measured of one contender in one world, start by start. */
export interface Result {
  readonly world: World;
  readonly contender: ContenderName;
  readonly measurements: readonly Measurement[];
}

/** A median, and between what the samples lay. */
export interface Value {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface Row {
  readonly label: string;
  readonly values: ReadonlyMap<ContenderName, Value>;
}

/** One figure: a table, and a plot. */
export interface Figure {
  readonly name: FigureName;
  readonly title: string;
  readonly unit: 'ms' | 'MiB';
  readonly rows: readonly Row[];
  /** Whether it is of interest how the last row compares to the first. */
  readonly growth: boolean;
}

interface Kind {
  readonly title: string;
  readonly unit: Figure['unit'];
  readonly growth?: boolean;
  /** What the samples are, by what is said of the world in their rows. */
  readonly samples: Readonly<Record<string, (measurement: Measurement) => readonly number[]>>;
}

const kinds: Readonly<Record<ComparedFigure, Kind>> = {
  'first-sync': {
    title: 'First synchronisation, from the start of the process to the last name in etcd',
    unit: 'ms',
    samples: { '': ({ firstSync }) => [firstSync], ', CPU': ({ firstSyncCpu }) => [firstSyncCpu] },
  },
  change: {
    title: 'One object changes: until its name is committed to etcd',
    unit: 'ms',
    samples: {
      ', p50': ({ latencies }) => share(latencies, 0.5),
      ', p99': ({ latencies }) => share(latencies, 0.99),
    },
  },
  cpu: {
    title: 'CPU time that one change of one object takes',
    unit: 'ms',
    growth: true,
    samples: { '': ({ cpuPerChange }) => (Number.isFinite(cpuPerChange) ? [cpuPerChange] : []) },
  },
  memory: {
    title: 'Largest resident set',
    unit: 'MiB',
    samples: { '': ({ peakMemory }) => [peakMemory] },
  },
};

/** A figure of all that was measured for it. */
export function figureOf(name: ComparedFigure, results: readonly Result[]): Figure {
  const { title, unit, growth = false, samples } = kinds[name];
  // The yardstick is one of time alone.
  const compared = results.filter(({ contender }) => contender !== 'raw' || name === 'first-sync');
  const concerned = compared.filter(({ world }) => world.figures.includes(name));
  const rows = [...new Set(concerned.map(({ world }) => world))].flatMap((world) =>
    Object.entries(samples).map(([suffix, samplesOf]): Row => {
      const values = new Map<ContenderName, Value>();
      for (const { contender, measurements } of concerned.filter((result) => result.world === world)) {
        const numbers = measurements.flatMap(samplesOf);
        if (numbers.length > 0) values.set(contender, summary(numbers));
      }
      return { label: `${nameOf(world)}${suffix}`, values };
    }),
  );
  return { name, title, unit, rows, growth };
}

export function nameOf({ names, pods }: Pick<World, 'names' | 'pods'>): string {
  return `${grouped(names)} names${pods === 0 ? '' : `, ${grouped(pods)} Pods`}`;
}

function summary(numbers: readonly number[]): Value {
  return { median: percentile(numbers, 0.5), least: Math.min(...numbers), most: Math.max(...numbers) };
}

function share(numbers: readonly number[], of: number): number[] {
  return numbers.length === 0 ? [] : [percentile(numbers, of)];
}

/** The same everywhere, whatever the locale: `10,000`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
