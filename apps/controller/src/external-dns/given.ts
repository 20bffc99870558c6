import { readArguments } from './arguments.ts';
import { type Flag, isList, variableOf } from './flag.ts';
import { flags } from './flags.ts';
import { parseGoDuration } from './go-duration.ts';
import { type ArgumentProblem, repeated } from './problems.ts';
import { checkValue, type Environment, fromVariable, readSwitch } from './values.ts';

/** What somebody asked for. Every question is answered for a flag that was not given by its default. */
export interface Given {
  /** Whether the flag was given at all, by argument or variable. */
  has(name: string): boolean;
  switch(name: string): boolean;
  text(name: string): string;
  /** Without the empty texts that charts pass for what is not set. */
  list(name: string): string[];
  /** Seconds. */
  duration(name: string): number;
  integer(name: string): number;
  /** Where the value comes from, for what is said of it: `--policy` or `EXTERNAL_DNS_POLICY`. */
  place(name: string): string;
  /** The flags that were given, with all their values. */
  entries(): Iterable<readonly [flag: Flag, values: readonly string[]]>;
  /** Flags whose variable says something that an argument overrides. */
  readonly overridden: readonly Flag[];
}

export interface GivenResult {
  readonly given: Given;
  readonly problems: readonly ArgumentProblem[];
}

/** Reads arguments and variables: an argument counts before its variable, and lists of both are not joined. */
export function readGiven(argv: readonly string[], environment: Environment): GivenResult {
  const read = readArguments(argv);
  const problems = [...read.problems];
  const values = new Map<string, readonly string[]>();
  for (const { flag, value } of read.given) {
    const before = values.get(flag.name);
    if (before !== undefined && !isList(flag)) {
      if (!problems.some(isRepeated(flag))) problems.push(repeated(flag.name));
    } else {
      values.set(flag.name, [...(before ?? []), value]);
    }
  }
  const places = new Map([...values.keys()].map((name) => [name, `--${name}`]));
  const overridden: Flag[] = [];
  for (const flag of flags.values()) {
    const said = fromVariable(flag, environment);
    if (said.length === 0) continue;
    const argument = values.get(flag.name);
    if (argument === undefined) {
      values.set(flag.name, said);
      places.set(flag.name, variableOf(flag));
    } else if (argument.join('\n') !== said.join('\n')) {
      overridden.push(flag);
    }
  }
  for (const [name, all] of values)
    problems.push(...wrongValues(flags.get(name), all, places.get(name) ?? ''));
  return { given: questions(values, places, overridden), problems };
}

function isRepeated({ name }: Flag): (problem: ArgumentProblem) => boolean {
  const { message } = repeated(name);
  return (problem) => problem.message === message;
}

function wrongValues(flag: Flag | undefined, values: readonly string[], place: string): ArgumentProblem[] {
  if (flag === undefined) return [];
  return values.flatMap((value) => checkValue(flag, value, place) ?? []);
}

function questions(
  values: ReadonlyMap<string, readonly string[]>,
  places: ReadonlyMap<string, string>,
  overridden: readonly Flag[],
): Given {
  const fallback = (name: string): string => flags.get(name)?.default ?? '';
  const text = (name: string): string => values.get(name)?.[0] ?? fallback(name);
  return {
    has: (name) => values.has(name),
    text,
    switch: (name) => readSwitch(text(name)) ?? false,
    list: (name) => (values.get(name) ?? fallback(name).split('\n')).filter((value) => value !== ''),
    duration: (name) => parseGoDuration(text(name)) ?? 0,
    integer: (name) => Math.trunc(Number(text(name))),
    place: (name) => places.get(name) ?? `--${name}`,
    *entries() {
      for (const [name, all] of values) {
        const flag = flags.get(name);
        if (flag !== undefined) yield [flag, all];
      }
    },
    overridden,
  };
}
