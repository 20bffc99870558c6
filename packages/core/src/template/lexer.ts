import { quoted } from '../quoted.ts';
import { syntaxFault, unsupported } from './fault.ts';
import { keywords, type Token, type TokenKind } from './token.ts';

const OPEN = '{{';
const CLOSE = '}}';
const SPACES_BEFORE = /[ \t\r\n]+$/;
const SPACES = /[ \t\r\n]+/y;
/** A trim marker has its space, so that `{{-3}}` is a number. */
const TRIM_OPEN = /-[ \t\r\n]/y;
const TRIM_CLOSE = /[ \t\r\n]-\}\}/y;
const WORD = /[_\p{L}\p{Nd}]+/uy;
const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*|0[bB][01_]*|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;
/** What may follow a field, variable or function without a space. */
const TERMINATOR = /[ \t\r\n.,|:)(]|\}\}|$/y;
const STRING = /"(?:[^"\\\n]|\\[^\n])*"/y;
const RAW_STRING = /`[^`]*`/y;
const CHARACTER = /'(?:[^'\\\n]|\\[^\n])*'/y;
const PRINTABLE = /[\x20-\x7e]/y;

const SIGNS: readonly (readonly [string, TokenKind])[] = [
  [':=', 'declare'],
  ['=', 'assign'],
  ['|', 'pipe'],
  [',', 'comma'],
  ['(', 'paren-open'],
  [')', 'paren-close'],
];

/** Cuts a template into tokens, the last of which is `end`; throws a `TemplateFault`. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;

  function match(pattern: RegExp, at = position): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  }

  function push(kind: TokenKind, text: string): void {
    tokens.push({ kind, text, at: position });
    position += text.length;
  }

  function text(): void {
    const open = source.indexOf(OPEN, position);
    const end = open === -1 ? source.length : open;
    const trims = open !== -1 && match(TRIM_OPEN, open + OPEN.length) !== undefined;
    const raw = source.slice(position, end);
    const kept = trims ? raw.replace(SPACES_BEFORE, '') : raw;
    if (kept !== '') push('text', kept);
    position = end;
    if (open === -1) return;
    const afterMarker = open + OPEN.length + (trims ? 2 : 0);
    if (source.startsWith('/*', afterMarker)) {
      comment(afterMarker);
    } else {
      push('open', OPEN);
      position = afterMarker;
      action(open);
    }
  }

  function comment(at: number): void {
    const end = source.indexOf('*/', at + 2);
    if (end === -1) throw syntaxFault('the comment is not closed', at);
    position = end + 2;
    if (!closes()) throw syntaxFault('after a comment must come "}}"', position);
  }

  /** Skips the end of an action, with the spaces that it trims after it. */
  function closes(): boolean {
    const trims = match(TRIM_CLOSE) !== undefined;
    if (!trims && !source.startsWith(CLOSE, position)) return false;
    position += CLOSE.length + (trims ? 2 : 0);
    if (trims) position += match(SPACES)?.length ?? 0;
    return true;
  }

  function action(open: number): void {
    let depth = 0;
    for (;;) {
      const at = position;
      if (closes()) {
        if (depth > 0) throw syntaxFault('a parenthesis is not closed', at);
        tokens.push({ kind: 'close', text: CLOSE, at });
        return;
      }
      if (position >= source.length) throw syntaxFault('the action is not closed', open);
      const [kind, text] = element();
      push(kind, text);
      if (kind === 'paren-open') depth += 1;
      if (kind === 'paren-close') depth -= 1;
      if (depth < 0) throw syntaxFault('a parenthesis closes that was not opened', at);
    }
  }

  /** The kind of the next token in an action, and its text. */
  function element(): readonly [TokenKind, string] {
    const spaces = match(SPACES);
    if (spaces !== undefined) {
      // The last space may be part of a trim marker.
      const trims = match(TRIM_CLOSE, position + spaces.length - 1) !== undefined;
      return ['space', trims ? spaces.slice(0, -1) : spaces];
    }
    const sign = SIGNS.find(([text]) => source.startsWith(text, position));
    if (sign !== undefined) return [sign[1], sign[0]];
    const first = source.charAt(position);
    if (first === '"') return ['string', match(STRING) ?? unterminated('string')];
    if (first === '`') return ['raw-string', match(RAW_STRING) ?? unterminated('raw string')];
    if (first === "'") return ['character', match(CHARACTER) ?? unterminated('character')];
    if (first === '$') return ['variable', terminated(`$${match(WORD, position + 1) ?? ''}`)];
    if (first === '.' && !/[0-9]/.test(source.charAt(position + 1))) return dotOrField();
    if (/[0-9.+-]/.test(first)) return ['number', number()];
    const word = match(WORD);
    if (word !== undefined) return [kindOfWord(word), terminated(word)];
    if (match(PRINTABLE) === undefined)
      throw syntaxFault('this character cannot stand in an action', position);
    return ['other', first];
  }

  function dotOrField(): readonly [TokenKind, string] {
    const word = match(WORD, position + 1) ?? '';
    return [word === '' ? 'dot' : 'field', terminated(`.${word}`)];
  }

  function number(): string {
    const text = match(NUMBER) ?? '';
    const next = position + text.length;
    if (/[+-]/.test(source.charAt(next)) || text.endsWith('i'))
      throw unsupported('a complex number', position);
    if (match(WORD, next) !== undefined) throw syntaxFault(`${quoted(text)} is not a number`, position);
    return text;
  }

  function terminated(text: string): string {
    if (match(TERMINATOR, position + text.length) !== undefined) return text;
    throw syntaxFault(`a space is missing after ${quoted(text)}`, position + text.length);
  }

  function unterminated(what: string): never {
    throw syntaxFault(`the ${what} is not closed`, position);
  }

  while (position < source.length) text();
  push('end', '');
  return tokens;
}

function kindOfWord(word: string): TokenKind {
  if (keywords.has(word)) return 'keyword';
  if (word === 'true' || word === 'false') return 'bool';
  return word === 'nil' ? 'nil' : 'function';
}
