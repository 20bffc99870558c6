import { syntaxFault, unsupported } from './fault.ts';

const ESCAPE =
  /\\(?:([abfnrtv\\'"])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]?))/g;
const SIMPLE: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** The text of a string in double quotes, as Go reads it. */
export function unquoteString(token: string, at: number): string {
  return unescaped(token.slice(1, -1), '"', at);
}

/** The text of a string in backquotes: carriage returns do not belong to it. */
export function unquoteRaw(token: string): string {
  return token.slice(1, -1).replaceAll('\r', '');
}

/** The code point of a character in single quotes. */
export function readCharacter(token: string, at: number): bigint {
  const byte = /^'\\(?:x([0-9a-fA-F]{2})|([0-7]{3}))'$/.exec(token);
  if (byte !== null) return BigInt(Number.parseInt(byte[1] ?? byte[2] ?? '', byte[1] === undefined ? 8 : 16));
  const [character, ...rest] = unescaped(token.slice(1, -1), "'", at);
  const point = character?.codePointAt(0);
  if (point === undefined || rest.length > 0) throw syntaxFault(`${token} is not one character`, at);
  return BigInt(point);
}

/** Bytes that are no UTF-8 become U+FFFD, which no name can hold. */
function unescaped(text: string, quote: string, at: number): string {
  if (!text.includes('\\')) return text;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  let last = 0;
  const literally = (part: string) => bytes.push(...encoder.encode(part));
  for (const match of text.matchAll(ESCAPE)) {
    literally(text.slice(last, match.index));
    last = match.index + match[0].length;
    const [whole, simple, octal, hex, short, long] = match;
    const byte = octal === undefined ? hex && Number.parseInt(hex, 16) : Number.parseInt(octal, 8);
    const point = short ?? long;
    if (simple === quote) literally(quote);
    else if (simple !== undefined && SIMPLE[simple] !== undefined) literally(SIMPLE[simple] ?? '');
    else if (typeof byte === 'number' && byte <= 0xff) bytes.push(byte);
    else if (point !== undefined && isCodePoint(point))
      literally(String.fromCodePoint(Number.parseInt(point, 16)));
    else throw syntaxFault(`${whole} is not an escape`, at);
  }
  literally(text.slice(last));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

function isCodePoint(hex: string): boolean {
  const point = Number.parseInt(hex, 16);
  return point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}

const INTEGER = /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|[1-9](?:_?[0-9])*|0)$/;
const DECIMAL = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
export const maxInt = 2n ** 63n - 1n;

/** An integer as bigint, anything with a point or exponent as number. */
export function readNumber(token: string, at: number): bigint | number {
  const [, sign, digits] = INTEGER.exec(token) ?? [];
  if (digits !== undefined) {
    const plain = digits.replaceAll('_', '').replace(/^0(?=[0-7])/, '0o');
    const value = sign === '-' ? -BigInt(plain) : BigInt(plain);
    if (value > maxInt || value < -maxInt - 1n) throw syntaxFault(`${token} is too large`, at);
    return value;
  }
  if (/^[+-]?0[xX].*[.pP]/.test(token)) throw unsupported('a hexadecimal fraction', at);
  if (!DECIMAL.test(token) || !/[.eE]/.test(token)) throw syntaxFault(`${token} is not a number`, at);
  const value = Number(token);
  if (!Number.isFinite(value)) throw syntaxFault(`${token} is too large`, at);
  return value;
}
