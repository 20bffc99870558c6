import { unsupported } from './fault.ts';
import { nameOf, sortedKeys, typed, type Value } from './value.ts';

/** Levels of lists in lists; JSON in an annotation may have thousands. */
const MAX_LEVELS = 100;

/** Shows one value that holds no others. */
type ShowBasic = (value: Exclude<Value, { kind: 'map' | 'list' }>) => string;

/** A list or map element by element, as `fmt` does it: `[a b]`, `map[k:v]` with sorted keys. */
export function display(value: Value, show: ShowBasic = displayBasic, level = 0): string {
  if (level > MAX_LEVELS) throw unsupported(`printing more than ${MAX_LEVELS} levels`);
  if (value.kind === 'list') {
    const items = value.items.map((item) => display(typed(value.type.element, item), show, level + 1));
    return `[${items.join(' ')}]`;
  }
  if (value.kind === 'map') {
    const { entries, type } = value;
    const pairs = sortedKeys(entries).map((key) => {
      const shown = display(typed(type.element, entries[key]), show, level + 1);
      return `${show({ kind: 'string', type: { kind: 'string', name: 'string' }, value: key })}:${shown}`;
    });
    return `map[${pairs.join(' ')}]`;
  }
  return show(value);
}

/** As `%v` shows it. */
export function displayBasic(value: Exclude<Value, { kind: 'map' | 'list' }>): string {
  switch (value.kind) {
    case 'nothing':
    case 'null':
      return '<nil>';
    case 'float':
      return displayFloat(value.value);
    case 'pointer':
      // Go prints the address in memory.
      if (value.to !== undefined) throw unsupported(`printing ${nameOf(value)}`);
      return '<nil>';
    case 'struct':
    case 'opaque':
      throw unsupported(`printing ${nameOf(value)}`);
    default:
      return String(value.value);
  }
}

/** The shortest digits that read back as the same number, with an exponent of two digits where Go has one. */
export function displayFloat(value: number): string {
  const [, digits = '', exponent = ''] = /^(.*)e(.*)$/.exec(value.toExponential()) ?? [];
  const power = Number(exponent);
  return power < -4 || power >= 6 ? `${digits}e${displayExponent(power)}` : plain(value, digits, power);
}

export function displayExponent(power: number): string {
  return `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function plain(value: number, digits: string, power: number): string {
  const fraction = digits.replace(/^-?\d\.?/, '').length;
  return value.toFixed(Math.max(0, fraction - power));
}

/** What `print` makes of its arguments: with spaces only between those of which none is a string. */
export function print(values: readonly Value[]): string {
  return values
    .map((value, index) => {
      const spaced = index > 0 && value.kind !== 'string' && values[index - 1]?.kind !== 'string';
      return (spaced ? ' ' : '') + display(value);
    })
    .join('');
}
