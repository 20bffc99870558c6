import { nearest } from '../text/nearest.ts';
import { type Flag, variableOf } from './flag.ts';
import { flags } from './flags.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What somebody asked for, flag by flag: the command line before the environment, as in ExternalDNS. */
export interface Given {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly ArgumentProblem[];
}

export interface ArgumentProblem {
  readonly code: 'SKY_FLAG_UNKNOWN' | 'SKY_FLAG_VALUE' | 'SKY_FLAG_UNSUPPORTED' | 'SKY_FLAG_MISSING';
  readonly message: string;
  readonly hint: string;
}

/** Reads arguments and `EXTERNAL_DNS_…` variables in kingpin's way; a list in a variable has one item a line. */
export function readArguments(argv: readonly string[], environment: Environment): Given {
  const values = new Map<string, string[]>();
  const problems: ArgumentProblem[] = [];
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const read = readWord(word, words);
    if ('problem' in read) problems.push(read.problem);
    else if (read.flag.kind === 'list') append(values, read.flag.name, read.value);
    else values.set(read.flag.name, [read.value]);
  }
  for (const flag of flags.values()) {
    const value = environment[variableOf(flag)];
    if (value === undefined || value === '' || values.has(flag.name)) continue;
    if (flag.kind === 'switch' && !/^(?:true|false|1|0)$/i.test(value)) {
      problems.push(badValue(`${variableOf(flag)}`, value, 'true or false'));
    } else {
      values.set(flag.name, flag.kind === 'list' ? value.split('\n').filter((line) => line !== '') : [value]);
    }
  }
  return { values, problems };
}

type Word = { readonly flag: Flag; readonly value: string } | { readonly problem: ArgumentProblem };

function readWord(word: string, rest: string[]): Word {
  const match = /^--(?<name>[^=]+)(?:=(?<value>.*))?$/s.exec(word);
  const name = match?.groups?.name;
  if (name === undefined) return { problem: stray(word) };
  const inline = match?.groups?.value;
  const negated = name.startsWith('no-') ? flags.get(name.slice(3)) : undefined;
  if (negated?.kind === 'switch' && inline === undefined) return { flag: negated, value: 'false' };
  const flag = flags.get(name);
  if (flag === undefined) return { problem: unknown(name) };
  if (flag.kind === 'switch') {
    const value = inline ?? 'true';
    return /^(?:true|false)$/.test(value)
      ? { flag, value }
      : { problem: badValue(`--${name}`, value, 'true or false') };
  }
  const value = inline ?? rest.shift();
  if (value !== undefined) return { flag, value };
  return {
    problem: {
      code: 'SKY_FLAG_VALUE',
      message: `The flag --${name} has no value.`,
      hint: `Write --${name}=VALUE.`,
    },
  };
}

function stray(word: string): ArgumentProblem {
  return {
    code: 'SKY_FLAG_UNKNOWN',
    message: `The argument ${JSON.stringify(word)} is no flag.`,
    hint: 'ExternalDNS takes flags only, such as --source=ingress.',
  };
}

function unknown(name: string): ArgumentProblem {
  const meant = nearest(name.replace(/^no-/, ''), flags.keys());
  return {
    code: 'SKY_FLAG_UNKNOWN',
    message: `ExternalDNS 0.22 has no flag --${name}.`,
    hint:
      meant === undefined ? 'See docs/flags.md of ExternalDNS for its flags.' : `Did you mean --${meant}?`,
  };
}

export function badValue(what: string, value: string, expected: string): ArgumentProblem {
  return {
    code: 'SKY_FLAG_VALUE',
    message: `${what} is ${JSON.stringify(value.slice(0, 80))}.`,
    hint: `It must be ${expected}.`,
  };
}

function append(values: Map<string, string[]>, name: string, value: string): void {
  values.set(name, [...(values.get(name) ?? []), value]);
}
