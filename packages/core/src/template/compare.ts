import { failed } from './fault.ts';
import { compareText, nameOf, solid, type Value } from './value.ts';

/** `eq`: whether the first is any of the others. Numbers of different kinds, and what is no basic value, are not compared. */
export function equalsAny(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw failed('eq has nothing to compare with');
  return others.some((other) => equal(solid(first), solid(other)));
}

function equal(a: Value, b: Value): boolean {
  const incomparable = () => failed(`${nameOf(a)} and ${nameOf(b)} cannot be compared`);
  if (isBasic(a) && isBasic(b)) {
    if (a.kind !== b.kind) throw incomparable();
    return a.value === b.value;
  }
  const eitherIsNothing = a.kind === 'nothing' || b.kind === 'nothing';
  if (isBasic(a) || isBasic(b)) {
    if (eitherIsNothing) return false;
    throw incomparable();
  }
  if ((eitherIsNothing || a.kind === b.kind) && (isNil(a) || isNil(b))) return isNil(a) && isNil(b);
  throw incomparable();
}

/** `lt`: only of numbers, and of strings by their bytes. */
export function isLess(first: Value, second: Value): boolean {
  const a = solid(first);
  const b = solid(second);
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.value, b.value) < 0;
  if (a.kind === 'int' && b.kind === 'int') return a.value < b.value;
  if (a.kind === 'float' && b.kind === 'float') return a.value < b.value;
  throw failed(`${nameOf(a)} and ${nameOf(b)} cannot be ordered`);
}

type Basic = Extract<Value, { readonly value: unknown }>;

function isBasic(value: Value): value is Basic {
  return 'value' in value;
}

function isNil(value: Value): boolean {
  if (value.kind === 'pointer') return value.to === undefined;
  if (value.kind === 'map') return Object.keys(value.entries).length === 0;
  if (value.kind === 'list') return value.items.length === 0;
  return value.kind === 'nothing';
}
