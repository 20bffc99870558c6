import type { Budget } from './budget.ts';
import { display, displayBasic, displayExponent, displayFloat } from './display.ts';
import { failed, limitFault, unsupported } from './fault.ts';
import { encode } from './indexing.ts';
import { nameOf, type Value } from './value.ts';

const DIRECTIVE = /%([-+# 0]*)(\d+)?(?:\.(\d*))?(?:\[(\d+)\])?([\s\S]?)/gu;
const MAX_WIDTH = 1_000;

interface Directive {
  readonly verb: string;
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}

type Basic = Exclude<Value, { kind: 'map' | 'list' }>;

/**
 * `printf` with the verbs that people use: `%v %s %q %d %x %X %o %b %c %U %t %f %e %g %T %%`. Where Go writes
 * what is wrong into the text (`%!d(string=a)`), this fails, since no name can hold it.
 */
export function printf(format: string, values: readonly Value[], budget: Budget): string {
  let next = 0;
  let reordered = false;
  const text = format.replace(
    DIRECTIVE,
    (_, flags: string, width = '0', precision, position, verb: string) => {
      if (verb === '%') return '%';
      if (position !== undefined) {
        next = Number(position) - 1;
        reordered = true;
      }
      const value = values[next];
      next += 1;
      if (value === undefined) throw failed(`printf has no value for its %${verb}`);
      const directive: Directive = {
        verb,
        flags,
        width: limited(width),
        precision: precision === undefined ? undefined : limited(precision),
      };
      const shown =
        verb === 'T' ? pad(typeName(value), directive) : display(value, (basic) => show(basic, directive));
      budget.write(shown.length);
      return shown;
    },
  );
  if (!reordered && next < values.length) throw failed('printf has more values than its format has verbs');
  return text;
}

function limited(digits: string): number {
  const number = Number(digits);
  if (number > MAX_WIDTH) throw limitFault(`printf is to fill ${digits} characters`);
  return number;
}

function typeName(value: Value): string {
  return value.kind === 'nothing' || value.kind === 'null' ? '<nil>' : nameOf(value);
}

function show(value: Basic, directive: Directive): string {
  const { verb, flags } = directive;
  if (flags.includes('#')) throw unsupported(`%#${verb} of printf`);
  if (value.kind === 'int') return showInteger(value.value, directive);
  if (value.kind === 'float') return showFloat(value.value, directive);
  if (value.kind === 'string') return showString(value.value, directive);
  if (verb === 'v' || (verb === 't' && value.kind === 'bool')) return pad(displayBasic(value), directive);
  if (value.kind === 'bool' || value.kind === 'nothing' || value.kind === 'null') return unfit(value, verb);
  throw unsupported(`printing ${nameOf(value)}`);
}

function showString(text: string, directive: Directive): string {
  const { verb, precision } = directive;
  const cut = precision === undefined ? text : [...text].slice(0, precision).join('');
  switch (verb) {
    case 'v':
    case 's':
      return pad(cut, directive);
    case 'q':
      return pad(quote(cut, '"'), directive);
    case 'x':
    case 'X': {
      if (precision !== undefined) throw unsupported(`a precision for %${verb} of printf`);
      const hex = [...encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return pad(verb === 'X' ? hex.toUpperCase() : hex, directive);
    }
    default:
      return unfit({ kind: 'string', type: { kind: 'string', name: 'string' }, value: text }, verb);
  }
}

const BASES: Readonly<Record<string, number>> = { v: 10, d: 10, x: 16, X: 16, o: 8, b: 2 };

function showInteger(value: bigint, directive: Directive): string {
  const { verb, precision = 1 } = directive;
  const base = BASES[verb];
  if (base !== undefined) {
    const digits = (value < 0n ? -value : value).toString(base).padStart(precision, '0');
    const shown = directive.precision === 0 && value === 0n ? '' : digits;
    return pad(signed(verb === 'X' ? shown.toUpperCase() : shown, value < 0n, directive), directive, true);
  }
  if (verb === 'c') return pad(character(value), directive);
  if (verb === 'q') return pad(quote(character(value), "'"), directive);
  if (verb === 'U') return pad(`U+${value.toString(16).toUpperCase().padStart(4, '0')}`, directive);
  return unfit({ kind: 'int', type: { kind: 'int', name: 'int' }, value }, verb);
}

function showFloat(value: number, directive: Directive): string {
  const { verb, precision } = directive;
  return pad(signed(digitsOf(Math.abs(value), verb, precision), value < 0, directive), directive, true);
}

function digitsOf(value: number, verb: string, precision: number | undefined): string {
  switch (verb) {
    case 'v':
    case 'g':
      if (precision !== undefined) throw unsupported(`a precision for %${verb} of printf`);
      return displayFloat(value);
    case 'f':
    case 'F':
      if (value >= 1e21 || (precision ?? 0) > 100) throw unsupported('such a number in printf');
      return value.toFixed(precision ?? 6);
    case 'e': {
      const [digits, power] = value.toExponential(Math.min(precision ?? 6, 100)).split('e');
      return `${digits}e${displayExponent(Number(power))}`;
    }
    default:
      return unfit({ kind: 'float', type: { kind: 'float', name: 'float64' }, value }, verb);
  }
}

function signed(digits: string, negative: boolean, { flags }: Directive): string {
  if (negative) return `-${digits}`;
  return (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + digits;
}

function pad(text: string, { flags, width, precision, verb }: Directive, isNumber = false): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0')) return ' '.repeat(missing) + text;
  if (!isNumber) throw unsupported(`zeros before %${verb} in printf`);
  // Zeros belong behind the sign, and give way to a precision of integers.
  if (precision !== undefined && BASES[verb] !== undefined) return ' '.repeat(missing) + text;
  return text.replace(/^[-+ ]?/, (sign) => sign + '0'.repeat(missing));
}

function character(value: bigint): string {
  const valid = value >= 0n && value <= 0x10ffffn && (value < 0xd800n || value > 0xdfffn);
  return valid ? String.fromCodePoint(Number(value)) : '\ufffd';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

function quote(text: string, mark: string): string {
  const shown = [...text].map((char) => {
    if (char === mark) return `\\${mark}`;
    const short = ESCAPES[char];
    if (short !== undefined) return short;
    return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char) ? char : escaped(char.codePointAt(0) ?? 0);
  });
  return mark + shown.join('') + mark;
}

function escaped(point: number): string {
  const hex = point.toString(16);
  if (point < 0x80) return `\\x${hex.padStart(2, '0')}`;
  return point < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

function unfit(value: Value, verb: string): never {
  throw failed(`printf cannot show ${value.kind === 'nothing' ? 'nil' : nameOf(value)} as %${verb}`);
}
