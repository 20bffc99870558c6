import type { RawFields } from '../object/object.ts';
import { failed } from './fault.ts';
import {
  any,
  anyList,
  anyMap,
  bool,
  float,
  int,
  type ListType,
  type MapType,
  type PointerType,
  type StructType,
  string,
  type Type,
} from './type.ts';

/** A value as a template has it: of a Go type, with what lies below it still as it was in JSON. */
export type Value =
  /** No value at all: what a map has for a missing key, and nil. */
  | { readonly kind: 'nothing'; readonly type?: never }
  | { readonly kind: 'bool'; readonly type: Type; readonly value: boolean }
  | { readonly kind: 'int'; readonly type: Type; readonly value: bigint }
  | { readonly kind: 'float'; readonly type: Type; readonly value: number }
  | { readonly kind: 'string'; readonly type: Type; readonly value: string }
  | { readonly kind: 'struct'; readonly type: StructType; readonly fields: RawFields }
  | { readonly kind: 'map'; readonly type: MapType; readonly entries: RawFields }
  | { readonly kind: 'list'; readonly type: ListType; readonly items: readonly unknown[] }
  | { readonly kind: 'pointer'; readonly type: PointerType; readonly to: Value | undefined }
  | { readonly kind: 'opaque'; readonly type: Type }
  /** The `null` of JSON, of which Go still knows that it could have been anything. */
  | { readonly kind: 'null'; readonly type: Type };

export const nothing: Value = { kind: 'nothing' };

export function ofBool(value: boolean): Value {
  return { kind: 'bool', type: bool, value };
}

export function ofInt(value: bigint | number, type: Type = int): Value {
  return { kind: 'int', type, value: BigInt(value) };
}

export function ofString(value: string, type: Type = string): Value {
  return { kind: 'string', type, value };
}

export function ofFloat(value: number): Value {
  return { kind: 'float', type: float, value };
}

/** What is at a place of an object, as a value of the type that it has there; absent is the type's zero. */
export function typed(type: Type, raw: unknown): Value {
  switch (type.kind) {
    case 'any':
      return ofJson(raw);
    case 'opaque':
      return { kind: 'opaque', type };
    case 'pointer':
      return { kind: 'pointer', type, to: isAbsent(raw) ? undefined : typed(type.to, raw) };
    case 'bool':
      return typeof raw === 'boolean' || isAbsent(raw)
        ? { kind: 'bool', type, value: raw ?? false }
        : mismatch(type, raw);
    case 'string':
      return typeof raw === 'string' || isAbsent(raw) ? ofString(raw ?? '', type) : mismatch(type, raw);
    case 'int':
      return isInteger(raw) || isAbsent(raw) ? ofInt(raw ?? 0, type) : mismatch(type, raw);
    case 'float':
      return typeof raw === 'number' || isAbsent(raw) ? ofFloat(raw ?? 0) : mismatch(type, raw);
    case 'struct':
      return isRecord(raw) || isAbsent(raw)
        ? { kind: 'struct', type, fields: raw ?? {} }
        : mismatch(type, raw);
    case 'map':
      return isRecord(raw) || isAbsent(raw) ? { kind: 'map', type, entries: raw ?? {} } : mismatch(type, raw);
    case 'list':
      return isList(raw) || isAbsent(raw) ? { kind: 'list', type, items: raw ?? [] } : mismatch(type, raw);
  }
}

/** What JSON says, as Go decodes it where it knows no better. */
export function ofJson(raw: unknown): Value {
  if (typeof raw === 'string') return ofString(raw);
  if (typeof raw === 'boolean') return ofBool(raw);
  if (typeof raw === 'number' && Number.isFinite(raw)) return ofFloat(raw);
  if (isList(raw)) return { kind: 'list', type: anyList, items: raw };
  if (isRecord(raw)) return { kind: 'map', type: anyMap, entries: raw };
  return { kind: 'null', type: any };
}

/** What a `null` or nothing is in the eyes of a function: nothing. */
export function solid(value: Value): Value {
  return value.kind === 'null' ? nothing : value;
}

/** What a pointer points at; a pointer to nothing stays. */
export function pointedAt(value: Value): Value {
  return value.kind === 'pointer' && value.to !== undefined ? value.to : value;
}

/** What `if`, `and`, `or` and `not` take for true: what is not empty, and structs. */
export function isTrue(value: Value): boolean {
  switch (value.kind) {
    case 'nothing':
    case 'null':
      return false;
    case 'bool':
      return value.value;
    case 'int':
      return value.value !== 0n;
    case 'float':
      return value.value !== 0;
    case 'string':
      return value.value !== '';
    case 'pointer':
      return value.to !== undefined;
    case 'map':
      return Object.keys(value.entries).length > 0;
    case 'list':
      return value.items.length > 0;
    case 'struct':
    case 'opaque':
      return true;
  }
}

export function nameOf(value: Value): string {
  return value.type?.name ?? 'nil';
}

/** The keys of a map in the order of Go: by their bytes. */
export function sortedKeys(entries: RawFields): string[] {
  return Object.keys(entries).sort(compareText);
}

/** By code points, which is by the bytes of UTF-8; JavaScript compares by UTF-16. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

export function isRecord(raw: unknown): raw is RawFields {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function isList(raw: unknown): raw is readonly unknown[] {
  return Array.isArray(raw);
}

function isInteger(raw: unknown): raw is number {
  return Number.isSafeInteger(raw);
}

function isAbsent(raw: unknown): raw is undefined | null {
  return raw === undefined || raw === null;
}

function mismatch(type: Type, raw: unknown): never {
  throw failed(`the object has a ${Array.isArray(raw) ? 'list' : typeof raw} where ${type.name} belongs`);
}
