import { parseTarget } from '@skywriter/core';
import { annotation } from '../askers.ts';
import type { Difference } from '../difference.ts';
import { bySet } from '../difference.ts';
import type { Row } from '../records.ts';

/** The whole of an SRV record stands in the field for its host. */
export const srvRecords: Difference = {
  id: 'srv-records',
  corrected: ({ theirs }) =>
    theirs.map((row) => {
      const srv = parseTarget('SRV', row.value);
      return row.type === 'unreadable' && srv.ok ? { ...row, type: 'SRV', value: srv.value } : row;
    }),
};

/**
 * Hosts of which CoreDNS makes no record, or one that nobody can use. What ExternalDNS took for an address has taken
 * the place of an alias.
 */
export const noTarget: Difference = {
  id: 'no-target',
  corrected: ({ theirs, ours, askers, words }) => {
    const records = theirs.filter(({ type }) => type !== 'unreadable');
    const named = new Set(records.map(({ name }) => name));
    const emptied = new Set(theirs.map(({ name }) => name).filter((name) => !named.has(name)));
    const aliases = ours.filter(({ name, type }) => type === 'CNAME' && emptied.has(name));
    const all = records.length === theirs.length ? theirs : [...records, ...aliases];
    if (!words.includes('--force-default-targets')) return all;
    // The default takes the place of targets only where there are any.
    const left = new Set(ours.map(({ name }) => name));
    return all.filter(
      ({ name }) =>
        left.has(name) || !askers.of(name).some((object) => annotation(object, 'target') !== undefined),
    );
  },
};

/** Circles that are closed by ExternalDNS's choice of aliases alone are not of Skywriter's. */
export const aliasLoop: Difference = {
  id: 'alias-loops',
  corrected: ({ theirs, ours }) => {
    const next = new Map(
      theirs.filter(({ type }) => type === 'CNAME').map(({ name, value }) => [name, value]),
    );
    const kept = new Set(ours.map(({ name, type }) => `${name} ${type}`));
    return theirs.filter(
      ({ name, type }) => type !== 'CNAME' || kept.has(`${name} CNAME`) || !comesBack(name, next),
    );
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
