import type { Situation } from '../difference.ts';
import type { Manifest } from '../manifest.ts';
import type { Row } from '../records.ts';

/**
 * Adds records of ours that ExternalDNS lacks where an object that asks for the name explains it. An alias gives way
 * to them, as it would have for both.
 */
export function withMissing(
  { theirs, ours, askers }: Situation,
  explains: (object: Manifest, row: Row) => boolean,
): readonly Row[] {
  const present = new Set(theirs.map(({ name, type, value }) => `${name} ${type} ${value}`));
  const missing = ours.filter(
    (row) =>
      !present.has(`${row.name} ${row.type} ${row.value}`) &&
      askers.of(row.name).some((object) => explains(object, row)),
  );
  if (missing.length === 0) return theirs;
  const addressed = new Set(missing.filter(({ type }) => type !== 'CNAME').map(({ name }) => name));
  return [...theirs.filter(({ name, type }) => type !== 'CNAME' || !addressed.has(name)), ...missing];
}

/** What ExternalDNS left, with the rows of these names replaced by ours; the same array where they are equal. */
export function withOurs({ theirs, ours }: Situation, isOne: (name: string) => boolean): readonly Row[] {
  const [left, right] = [theirs, ours].map((rows) => rows.filter(({ name }) => isOne(name)));
  return textOf(left) === textOf(right)
    ? theirs
    : [...theirs.filter(({ name }) => !isOne(name)), ...(right ?? [])];
}

function textOf(rows: readonly Row[] = []): string {
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join('\n');
}
