import type { Problem } from '@skywriter/core';
import { nearest } from '../text/nearest.ts';
import { flags } from './flags.ts';

/** What is wrong with a command line of ExternalDNS. */
export interface ArgumentProblem extends Problem {
  readonly code:
    | 'SKY_FLAG_UNKNOWN'
    | 'SKY_FLAG_VALUE'
    | 'SKY_FLAG_REPEATED'
    | 'SKY_FLAG_UNSUPPORTED'
    | 'SKY_FLAG_MISSING'
    | 'SKY_FLAG_RULE'
    | 'SKY_ARGUMENT_FILE';
}

/** `what`: the flag or variable. The value is shown, so this is not for secrets. */
export function badValue(what: string, value: string, expected: string): ArgumentProblem {
  return {
    code: 'SKY_FLAG_VALUE',
    message: `${what} is ${JSON.stringify(value.slice(0, 80))}.`,
    hint: `It must be ${expected}.`,
  };
}

export function unknownFlag(word: string): ArgumentProblem {
  const meant = nearest(word.replace(/^-+(?:no-)?/, ''), flags.keys());
  return {
    code: 'SKY_FLAG_UNKNOWN',
    message: `ExternalDNS has no flag ${word.slice(0, 80)}.`,
    hint:
      meant === undefined ? 'See docs/flags.md of ExternalDNS for its flags.' : `Did you mean --${meant}?`,
  };
}

export function noValue(name: string): ArgumentProblem {
  return {
    code: 'SKY_FLAG_VALUE',
    message: `The flag --${name} has no value.`,
    hint: `Write --${name}=VALUE.`,
  };
}

/** A switch that was given a value, which kingpin takes for an argument of its own. */
export function valueOfSwitch(name: string): ArgumentProblem {
  return {
    code: 'SKY_FLAG_VALUE',
    message: `The flag --${name} takes no value.`,
    hint: `Write --${name} or --no-${name}; only EXTERNAL_DNS_ variables say true and false.`,
  };
}

/** The word itself is not repeated: it may be a secret whose flag takes no value. */
export function strayWord(position: number): ArgumentProblem {
  return {
    code: 'SKY_FLAG_UNKNOWN',
    message: `Argument ${position} is no flag.`,
    hint: 'ExternalDNS takes flags only, such as --source=ingress; a switch is --once or --no-once.',
  };
}

export function repeated(name: string): ArgumentProblem {
  return {
    code: 'SKY_FLAG_REPEATED',
    message: `The flag --${name} is given more than once.`,
    hint: 'Keep one of them; ExternalDNS takes it only once, too.',
  };
}

export function missing(name: string, example: string): ArgumentProblem {
  return {
    code: 'SKY_FLAG_MISSING',
    message: `The flag --${name} is required.`,
    hint: `Add one, such as --${name}=${example}.`,
  };
}

export function unsupported(what: string, why: string): ArgumentProblem {
  return {
    code: 'SKY_FLAG_UNSUPPORTED',
    message: `${what} cannot be taken over: ${why}.`,
    hint: 'Leave it out, or stay with ExternalDNS for what needs it.',
  };
}

/** Flags that do not go together, as ExternalDNS's own validation has it. */
export function brokenRule(message: string, hint: string): ArgumentProblem {
  return { code: 'SKY_FLAG_RULE', message, hint };
}
