import { type FieldPath, type FieldsByKind, pickFields } from '@skywriter/core';
import type { KindRow } from './row.ts';

/** The row that keeps further fields, as they are in JSON, so that a change of one of them is a change. */
export function withFields(row: KindRow, fields: FieldsByKind = {}): KindRow {
  const paths: readonly FieldPath[] = fields[row.kind] ?? [];
  if (paths.length === 0) return row;
  return {
    ...row,
    project(raw) {
      const projected = row.project(raw);
      const picked = pickFields(raw, paths);
      if (!projected.ok || picked === undefined) return projected;
      return { ok: true, value: { ...projected.value, fields: picked } };
    },
  };
}
