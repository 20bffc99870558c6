import { parseArgs } from 'node:util';

/** Of these all contenders are measured in the same worlds. */
export const comparedFigures = ['first-sync', 'change', 'cpu', 'memory'] as const;
export type ComparedFigure = (typeof comparedFigures)[number];

/** What is measured; each figure is one table and one plot. `services` is of Skywriter alone. */
export const figureNames = [...comparedFigures, 'services'] as const;
export type FigureName = (typeof figureNames)[number];

/** `raw` is a bare etcd client that writes the very keys of Skywriter: nothing can be much faster. */
export const contenderNames = ['skywriter', 'external-dns', 'raw'] as const;
export type ContenderName = (typeof contenderNames)[number];

export interface BenchOptions {
  readonly figures: readonly FigureName[];
  readonly contenders: readonly ContenderName[];
  /** Single changes of Skywriter that are timed; ExternalDNS waits five seconds for each and gets fewer. */
  readonly changes: number;
  /** First synchronisations of each contender, of which the median counts. */
  readonly repeat: number;
  /** All sizes are multiplied by it. */
  readonly scale: number;
  /** Folder for the plots; none are drawn without. */
  readonly svg: string | undefined;
}

export const usage = `usage: bench [options]
  --figure NAME      only this figure: ${figureNames.join(', ')}; several times for several
  --contender NAME   only this one: ${contenderNames.join(', ')}; several times for several
  --changes N        changes of Skywriter that are timed, one by one (300)
  --repeat N         first synchronisations of each, of which the median counts (3)
  --scale X          fewer names and pods, for a try: 0.1 is a tenth (1)
  --svg FOLDER       draw a plot of each figure there
`;

/** The options that the words of a command line say, or what is wrong with them. */
export function readOptions(words: readonly string[]): BenchOptions | string {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        figure: { type: 'string', multiple: true, default: [...figureNames] },
        contender: { type: 'string', multiple: true, default: [...contenderNames] },
        changes: { type: 'string', default: '300' },
        repeat: { type: 'string', default: '3' },
        scale: { type: 'string', default: '1' },
        svg: { type: 'string' },
      },
    });
    const contenders = values.contender.map((word) => known(word, contenderNames));
    if (contenders.includes('raw') && !contenders.includes('skywriter')) {
      throw new Error('raw writes the keys that skywriter has written: name both');
    }
    return {
      figures: values.figure.map((word) => known(word, figureNames)),
      contenders,
      changes: count(values.changes),
      repeat: count(values.repeat),
      scale: share(values.scale),
      svg: values.svg,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function known<T extends string>(word: string, names: readonly T[]): T {
  const found = names.find((name) => name === word);
  if (found === undefined) throw new Error(`${word} is none of ${names.join(', ')}`);
  return found;
}

function count(word: string): number {
  if (!/^[1-9]\d{0,3}$/.test(word)) throw new Error(`${word} is no number of 1 to 9999`);
  return Number(word);
}

function share(word: string): number {
  const value = Number(word);
  if (!(value >= 0.01 && value <= 10)) throw new Error(`${word} is no number of 0.01 to 10`);
  return value;
}
