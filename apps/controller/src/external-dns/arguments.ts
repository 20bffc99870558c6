import type { Flag } from './flag.ts';
import { flags } from './flags.ts';
import { type ArgumentProblem, noValue, strayWord, unknownFlag, valueOfSwitch } from './problems.ts';

/** A flag and its value, in the order of the command line. */
export interface Argument {
  readonly flag: Flag;
  readonly value: string;
}

export interface Arguments {
  readonly given: readonly Argument[];
  readonly problems: readonly ArgumentProblem[];
}

/**
 * Reads a command line by the grammar of kingpin 2, which ExternalDNS has: `--flag=value`, `--flag value`,
 * `--switch`, `--no-switch`, and after `--` no flags any more. There are no short flags and no abbreviations.
 */
export function readArguments(argv: readonly string[]): Arguments {
  const given: Argument[] = [];
  const problems: ArgumentProblem[] = [];
  const words = wordsOf(argv);
  for (let word = words.next(); word !== undefined; word = words.next()) {
    const read = readWord(word, words);
    if ('flag' in read) given.push(read);
    else problems.push(read);
  }
  return { given, problems };
}

interface Word {
  readonly text: string;
  readonly position: number;
  readonly isFlag: boolean;
}

interface Words {
  next(): Word | undefined;
  /** The next word as a value; undefined, and nothing taken, where a flag or nothing follows. */
  value(): string | undefined;
}

function wordsOf(argv: readonly string[]): Words {
  let at = 0;
  let onlyValues = false;
  const peek = (): Word | undefined => {
    while (!onlyValues && argv[at] === '--') {
      onlyValues = true;
      at += 1;
    }
    const text = argv[at];
    if (text === undefined) return undefined;
    return { text, position: at + 1, isFlag: !onlyValues && /^-./s.test(text) };
  };
  const next = (): Word | undefined => {
    const word = peek();
    at += 1;
    return word;
  };
  return {
    next,
    value() {
      const word = peek();
      if (word === undefined || word.isFlag) return undefined;
      next();
      // To kingpin, a lone dash is an empty value.
      return word.text === '-' ? '' : word.text;
    },
  };
}

function readWord({ text, position, isFlag }: Word, words: Words): Argument | ArgumentProblem {
  if (!isFlag) return strayWord(position);
  const match = /^--(?<name>[^=]*)(?:=(?<value>.*))?$/s.exec(text);
  if (match?.groups === undefined) return unknownFlag(text.slice(0, 2));
  const { name = '', value } = match.groups;
  const positive = flags.get(name);
  const negated = positive === undefined && name.startsWith('no-') ? flags.get(name.slice(3)) : undefined;
  const flag = positive ?? (negated?.kind === 'switch' ? negated : undefined);
  if (flag === undefined) return unknownFlag(`--${name}`);
  if (flag.kind === 'switch') {
    return value === undefined ? { flag, value: String(negated === undefined) } : valueOfSwitch(flag.name);
  }
  const taken = value ?? words.value();
  return taken === undefined ? noValue(name) : { flag, value: taken };
}
