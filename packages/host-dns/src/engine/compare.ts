import type { Baseline, JournalEntry } from '../journal/schema.ts';
import type { Json, Reading, SettingKind } from '../setting/setting.ts';

/** Whose what stands there now is. */
export type Standing = 'before' | 'ours' | 'foreign' | 'gone';

/** The compare of compare-and-set: whether what was read is what was before us, or what we wrote. */
export function standing(kind: SettingKind, entry: JournalEntry, reading: Reading): Standing {
  if (reading.is === 'gone') return 'gone';
  if (isBaseline(kind, entry.before, reading)) return 'before';
  if (reading.is === 'present' && entry.ours.some((value) => kind.same(value, reading.value))) return 'ours';
  return entry.state === 'writing' && isHalfWritten(entry, reading) ? 'ours' : 'foreign';
}

/** Whether a reading is what was before us. */
export function isBaseline(kind: SettingKind, before: Baseline, reading: Reading): boolean {
  if (before.is === 'absent' || reading.is !== 'present') return before.is === reading.is;
  return kind.same(before.value, reading.value);
}

/**
 * Whether a value can be a write that a crash cut in two, there or back: a text that begins as one and goes on
 * as the other; an object with each field as on one side, torn itself, or empty. Only where a write was under
 * way; else such a mixture is somebody's choice.
 */
function isHalfWritten({ before, ours, replaced }: JournalEntry, reading: Reading): boolean {
  const now = reading.is === 'present' ? reading.value : null;
  if (replaced !== undefined && JSON.stringify(replaced) === JSON.stringify(now)) return false;
  const old = replaced === undefined ? [] : [replaced];
  return isTorn(now, [before.is === 'present' ? before.value : null, ...old, ...ours]);
}

function isTorn(now: Json, sides: readonly Json[]): boolean {
  if (typeof now === 'string') {
    const texts = sides.map((side) => (typeof side === 'string' ? side : ''));
    return texts.some((to) => texts.some((from) => isTornText(now, from, to)));
  }
  const all = [now, ...sides].map((value) => value ?? {}).filter(isObject);
  const [present, ...others] = all;
  if (present === undefined || all.length < sides.length + 1) return false;
  return [...new Set(all.flatMap((value) => Object.keys(value)))].every((field) => {
    const text = textOf(present[field]);
    const found = others.map((side) => side[field] ?? null);
    return (
      text === EMPTY || found.some((side) => textOf(side) === text) || isTornField(present[field], found)
    );
  });
}

function isTornField(now: Json | undefined, sides: readonly Json[]): boolean {
  return typeof now === 'string' && isTorn(now, sides);
}

/** As written over in place: the new text so far, then nothing, or what is left of the old one. */
function isTornText(now: string, from: string, to: string): boolean {
  let common = 0;
  while (common < now.length && now[common] === to[common]) common += 1;
  return common > 0 && (common === now.length || now.slice(common) === from.slice(common));
}

const EMPTY = '';

/** A value as text, with one text for all that means nothing. */
function textOf(value: Json | undefined): string {
  if (value === undefined || value === null || value === false || value === '') return EMPTY;
  return Array.isArray(value) && value.length === 0 ? EMPTY : JSON.stringify(value);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
