import type { Difference } from '../difference.ts';
import { bySet } from '../difference.ts';
import type { Row } from '../records.ts';

/** Hosts of which CoreDNS makes no record, or one that nobody can use. */
export const noTarget: Difference = {
  id: 'no-target',
  corrected: ({ theirs }) => theirs.filter(({ type }) => type !== 'unreadable'),
};

/** The first name below which a chain of aliases comes back to is asked of the rows themselves. */
export const aliasLoop: Difference = {
  id: 'alias-loops',
  corrected: ({ theirs }) => {
    const next = new Map(
      theirs.filter(({ type }) => type === 'CNAME').map(({ name, value }) => [name, value]),
    );
    return theirs.filter(({ name, type }) => type !== 'CNAME' || !comesBack(name, next));
  },
};

function comesBack(name: string, next: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let at = next.get(name); at !== undefined && !seen.has(at); at = next.get(at)) {
    if (at === name) return true;
    seen.add(at);
  }
  return false;
}

/** One name, several aliases: of all that are asked for, ours is that of the oldest object. */
export const severalAliases: Difference = {
  id: 'several-aliases',
  corrected: ({ theirs, ours, askers }) => {
    const taken = new Map(ours.filter(({ type }) => type === 'CNAME').map((row) => [row.name, row]));
    return [...bySet(theirs)].flatMap(([, rows]): readonly Row[] => {
      const own = taken.get(rows[0]?.name ?? '');
      if (rows[0]?.type !== 'CNAME' || own === undefined) return rows;
      if (rows.some(({ value }) => value === own.value))
        return rows.length === 1 ? rows : rows.filter(({ value }) => value === own.value);
      return askers.of(own.name).length > 1 ? [own] : rows;
    });
  },
};

/** The registry's text of another name stands in the alias's own value. */
export const aliasWithText: Difference = {
  id: 'alias-with-text',
  corrected: ({ theirs }) =>
    theirs.map((row) => (row.type === 'CNAME with text' ? { ...row, type: 'CNAME' } : row)),
};

/** A zone cannot be an alias: it has a SOA. */
export const aliasAtZone: Difference = {
  id: 'alias-at-zone',
  corrected: ({ theirs, zones }) =>
    theirs.filter(({ name, type }) => type !== 'CNAME' || !zones.includes(name)),
};
