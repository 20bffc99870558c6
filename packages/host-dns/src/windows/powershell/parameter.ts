import { failure, parseAddress, parseName, type Result, success } from '@skywriter/core';

export type Value = string | number | readonly string[];

/**
 * What may stand in a script from outside. Every kind is read by a parser, so that no text reaches
 * PowerShell which nobody has understood. Problems: SKY_HOST_PARAMETER, SKY_ADDRESS, SKY_NAME_….
 */
export interface ParameterKind<T extends Value> {
  parse(value: unknown): Result<T>;
  /** Of a list: what its items are. */
  readonly items?: ParameterKind<string>;
}

function pattern(what: string, regexp: RegExp): ParameterKind<string> {
  return {
    parse: (value) =>
      typeof value === 'string' && regexp.test(value) ? success(value) : refused(value, `is not ${what}`),
  };
}

export const guid = pattern(
  'a GUID in braces',
  /^\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}$/,
);
export const family = pattern('an address family', /^ipv[46]$/);
/** The name of a registry key, a task or a rule that we gave. */
export const label = pattern('a name of ours', /^[a-z0-9][a-z0-9:-]{0,62}$/);

/** A control character, a line separator, or half of a character: nothing that a path or an argument has. */
const UNWRITABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

export const text: ParameterKind<string> = {
  parse: (value) =>
    typeof value === 'string' && !UNWRITABLE.test(value)
      ? success(value)
      : refused(value, 'is no text of one line'),
};

export const address: ParameterKind<string> = {
  parse(value) {
    const parsed = parseAddress(String(value));
    return parsed.ok ? success(parsed.value.text) : parsed;
  },
};

/** A domain of a rule: with a dot in front, everything below it; without, the name itself. */
export const namespace: ParameterKind<string> = {
  parse(value) {
    const [dot, domain] = String(value).startsWith('.') ? ['.', String(value).slice(1)] : ['', String(value)];
    const parsed = parseName(domain);
    return parsed.ok ? success(dot + parsed.value) : parsed;
  },
};

export const seconds: ParameterKind<number> = {
  parse: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 86_400
      ? success(value)
      : refused(value, 'is no number of seconds from 1 to 86400'),
};

export function listOf(kind: ParameterKind<string>): ParameterKind<readonly string[]> {
  return {
    items: kind,
    parse(value) {
      if (!Array.isArray(value)) return refused(value, 'is no list');
      const items: string[] = [];
      for (const item of value) {
        const parsed = kind.parse(item);
        if (!parsed.ok) return parsed;
        items.push(parsed.value);
      }
      return success(items);
    },
  };
}

/**
 * PowerShell ends a single-quoted string at any of five quotation marks, the typographic ones included;
 * doubled, each stands for itself (about_Quoting_Rules).
 */
const QUOTES = /['\u2018-\u201b]/g;

/** A value as PowerShell reads it: nothing in it is ever expanded. */
export function literal(value: Value): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.replace(QUOTES, '$&$&')}'`;
  return `@(${value.map(literal).join(', ')})`;
}

function refused(value: unknown, what: string): Result<never> {
  return failure(
    'SKY_HOST_PARAMETER',
    `${JSON.stringify(value)} ${what}, so it cannot stand in a script.`,
    'Correct the address, domain, path or argument that it came from.',
  );
}
