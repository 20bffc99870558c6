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
 * Whether a value can be a write that a crash cut in two: each field as it was, as it was to be, or nothing.
 * Only where a write was under way; else such a mixture is somebody's choice.
 */
function isHalfWritten({ before, ours }: JournalEntry, reading: Reading): boolean {
  const now = reading.is === 'present' ? reading.value : {};
  const sides = [before.is === 'present' ? before.value : {}, ...ours];
  const all = [now, ...sides].filter(isObject);
  if (all.length < sides.length + 1) return false;
  return [...new Set(all.flatMap((value) => Object.keys(value)))].every((field) => {
    const text = fieldText(now, field);
    return text === EMPTY || sides.some((side) => fieldText(side, field) === text);
  });
}

const EMPTY = '';

/** A field as text, with one text for all that means nothing. */
function fieldText(value: Json, field: string): string {
  const found = isObject(value) ? value[field] : undefined;
  if (found === undefined || found === null || found === false || found === '') return EMPTY;
  return Array.isArray(found) && found.length === 0 ? EMPTY : JSON.stringify(found);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
