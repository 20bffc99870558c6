import type { RawFields } from '../object/object.ts';
import { type FieldPath, withoutCovered } from './fields.ts';
import { isRecord } from './value.ts';

type Fields = Record<string, unknown>;

/** The part of an object that lies at some paths; undefined where there is nothing at any of them. */
export function pickFields(raw: unknown, paths: readonly FieldPath[]): RawFields | undefined {
  if (!isRecord(raw)) return undefined;
  const wanted = withoutCovered(paths);
  const picked: Fields = wanted.some((path) => path.length === 0) ? { ...raw } : {};
  for (const path of wanted) copy(raw, path, picked);
  const { metadata } = picked;
  if (isRecord(metadata)) picked.metadata = withoutManagedFields(metadata);
  return Object.keys(picked).length === 0 ? undefined : picked;
}

function copy(from: RawFields, [key, ...below]: FieldPath, to: Fields): void {
  if (key === undefined) return;
  const value = from[key];
  if (value === undefined || value === null) return;
  if (below.length === 0 || !isRecord(value)) {
    to[key] = value;
    return;
  }
  const there = to[key];
  const inner: Fields = isRecord(there) ? { ...there } : {};
  copy(value, below, inner);
  // Even if nothing wanted is in it: that it is there makes a difference to a template.
  to[key] = inner;
}

/** As large as the rest together, and ExternalDNS does not show them to templates either. */
function withoutManagedFields({ managedFields: _, ...metadata }: RawFields): RawFields {
  return metadata;
}
