import { domainFilter } from '@skywriter/core';
import { nearest } from '../text/nearest.ts';
import { type Flag, type FlagKind, isList, variableOf } from './flag.ts';
import { parseGoDuration } from './go-duration.ts';
import { type ArgumentProblem, badValue } from './problems.ts';

/** As Go's ParseFloat has decimal numbers; kingpin cuts the fraction off. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What is wrong with a value that was given for a flag, if anything is. `place`: `--once` or its variable. */
export function checkValue(flag: Flag, value: string, place: string): ArgumentProblem | undefined {
  const { kind } = flag;
  const expected = expectation(kind, value);
  if (expected === undefined) return undefined;
  const meant = typeof kind === 'object' ? nearest(value, kind.oneOf) : undefined;
  if (meant === undefined || meant === '') return badValue(place, value, expected);
  return {
    code: 'SKY_FLAG_VALUE',
    message: `${place} is ${JSON.stringify(value.slice(0, 80))}, which ExternalDNS does not know.`,
    hint: `Did you mean ${meant}?`,
  };
}

function expectation(kind: FlagKind, value: string): string | undefined {
  if (typeof kind === 'object') {
    return kind.oneOf.includes(value)
      ? undefined
      : `one of ${kind.oneOf.filter((one) => one !== '').join(', ')}`;
  }
  switch (kind) {
    case 'switch':
      return readSwitch(value) === undefined ? 'true or false' : undefined;
    case 'duration':
      return parseGoDuration(value) === undefined ? 'a duration with units, such as 1m12s or 72s' : undefined;
    case 'integer':
      return NUMBER.test(value) ? undefined : 'a number';
    case 'regex':
      return domainFilter({ includeRegex: value }).ok
        ? undefined
        : 'a regular expression in the syntax of RE2';
    default:
      return undefined;
  }
}

/** What Go's ParseBool takes for true and false. */
export function readSwitch(value: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) return true;
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value) ? false : undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What a flag's variable gives, as kingpin has it: nothing where it is empty, and of a list one item a line.
 */
export function fromVariable(flag: Flag, environment: Environment): readonly string[] {
  const value = flag.status.is === 'own' ? '' : (environment[variableOf(flag)] ?? '');
  if (value === '') return [];
  return isList(flag) ? value.replace(/\r?\n$/, '').split(/\r?\n/) : [value];
}
