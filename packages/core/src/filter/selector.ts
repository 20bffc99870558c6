import { failure, type Result, success } from '../problem.ts';
import { quoted } from '../quoted.ts';

/** Selects by labels or, as with ExternalDNS's `--annotation-filter`, by annotations. */
export interface Selector {
  matches(values: Readonly<Record<string, string>>): boolean;
}

export const everything: Selector = { matches: () => true };

interface Requirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | 'absent';
  readonly values: readonly string[];
}

/**
 * Reads a selector in the syntax of `kubectl get -l`: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`,
 * `!a`, with commas between them, all of which must hold. The empty selector selects everything. As in
 * Kubernetes `a!=b` and `notin` hold where there is no `a`, too. Problem: `SKY_FILTER_SELECTOR`.
 */
export function parseSelector(text: string): Result<Selector> {
  const tokens = text.match(TOKEN) ?? [];
  const requirements: Requirement[] = [];
  let at = 0;
  while (at < tokens.length) {
    const parsed = requirementAt(tokens, at);
    if (typeof parsed === 'string') return bad(text, parsed);
    const wrong = invalidPart(parsed.requirement);
    if (wrong !== undefined) return bad(text, wrong);
    requirements.push(parsed.requirement);
    if (parsed.next === tokens.length) break;
    if (tokens[parsed.next] !== ',')
      return bad(text, `${shown(tokens[parsed.next])} stands where a comma is due`);
    at = parsed.next + 1;
    if (at === tokens.length) return bad(text, 'nothing follows the last comma');
  }
  return success({ matches: (values) => requirements.every((requirement) => holds(requirement, values)) });
}

const TOKEN = /==|!=|[=!(),<>]|[^\s=!(),<>]+/g;
const SYMBOL = /^[=!(),<>]/;
const WORD = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)$/;
const PREFIX = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const LONGEST_WORD = 63;
const LONGEST_PREFIX = 253;

type Parsed = { readonly requirement: Requirement; readonly next: number } | string;

function requirementAt(tokens: readonly string[], start: number): Parsed {
  const negated = tokens[start] === '!';
  const at = negated ? start + 1 : start;
  const key = tokens[at];
  if (!isWord(key)) return `${shown(key)} stands where a key is due`;
  const next = at + 1;
  if (negated) return { requirement: { key, operator: 'absent', values: [] }, next };
  const operator = tokens[next];
  if (operator === undefined || operator === ',') {
    return { requirement: { key, operator: 'exists', values: [] }, next };
  }
  if (operator === '=' || operator === '==' || operator === '!=') {
    const value = tokens[next + 1];
    const values = [isWord(value) ? value : ''];
    const requirement: Requirement = { key, operator: operator === '!=' ? 'notin' : 'in', values };
    return { requirement, next: isWord(value) ? next + 2 : next + 1 };
  }
  if (operator === 'in' || operator === 'notin') {
    const list = listAt(tokens, next + 1);
    return typeof list === 'string'
      ? list
      : { requirement: { key, operator, values: list.values }, next: list.next };
  }
  return `${shown(operator)} is not one of =, ==, !=, in and notin`;
}

function listAt(
  tokens: readonly string[],
  start: number,
): { readonly values: readonly string[]; readonly next: number } | string {
  if (tokens[start] !== '(') return `${shown(tokens[start])} stands where "(" is due`;
  const end = tokens.indexOf(')', start);
  if (end === -1) return 'a ")" is missing';
  const values: string[] = [''];
  for (const token of tokens.slice(start + 1, end)) {
    if (token === ',') values.push('');
    else if (!isWord(token) || values.at(-1) !== '') return `${shown(token)} stands where a comma is due`;
    else values[values.length - 1] = token;
  }
  return { values, next: end + 1 };
}

function isWord(token: string | undefined): token is string {
  return token !== undefined && !SYMBOL.test(token);
}

/** What the API server would not take as a key or value of a label. */
function invalidPart({ key, values }: Requirement): string | undefined {
  const [first = '', second, ...more] = key.split('/');
  const [prefix, name] = second === undefined ? [undefined, first] : [first, second];
  const valid =
    more.length === 0 &&
    WORD.test(name) &&
    name.length <= LONGEST_WORD &&
    (prefix === undefined || (PREFIX.test(prefix) && prefix.length <= LONGEST_PREFIX));
  if (!valid) return `${quoted(key)} cannot be the key of an annotation or label`;
  const value = values.find((text) => text !== '' && (!WORD.test(text) || text.length > LONGEST_WORD));
  return value === undefined ? undefined : `${quoted(value)} cannot be the value of a label`;
}

function holds({ key, operator, values }: Requirement, actual: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(actual, key) ? actual[key] : undefined;
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'in':
      return value !== undefined && values.includes(value);
    case 'notin':
      return value === undefined || !values.includes(value);
  }
}

function shown(token: string | undefined): string {
  return token === undefined ? 'the end' : quoted(token);
}

function bad(text: string, why: string): Result<never> {
  return failure(
    'SKY_FILTER_SELECTOR',
    `The selector ${quoted(text)} cannot be read: ${why}.`,
    'Write it as for kubectl: key=value, key!=value, key in (a,b), key notin (a,b), key, !key, with commas between.',
  );
}
