import { isBelow, isWithin, type Name, parentOf, type RecordSet } from '@skywriter/core';

/** The record sets by name, as they ought to be answered. */
export type Zone = ReadonlyMap<Name, readonly RecordSet[]>;

/** Everything there is to ask for: the types we write, and one that nobody has. */
export const askedTypes = ['A', 'AAAA', 'CNAME', 'TXT', 'SRV', 'MX', 'NS', 'PTR', 'HINFO'] as const;
export type AskedType = (typeof askedTypes)[number];

/** Whether the name exists: it has records, or something below it has (RFC 8020). */
export function exists(asked: Name, zone: Zone): boolean {
  for (const [owner, sets] of zone) if (sets.length > 0 && isWithin(owner, asked)) return true;
  return false;
}

/**
 * What CoreDNS answers besides the records asked for, whatever the layout. The exceptions, each from how the
 * plugin works (facts of plugin/etcd and plugin/backend_lookup.go):
 *
 * - `alias`: A, AAAA and TXT at the owner of SRV or MX records answer with aliases to their targets.
 * - `leaf`: CNAME and PTR read the same one key, so each answers with the other's target.
 * - `hidden-alias`: CNAME at an alias to a name that is not below its parent answers NODATA.
 * - `reverse-parent`: A, AAAA and TXT at the parent of a PTR record answer with an alias to its target.
 */
export function residue(asked: Name, type: AskedType, zone: Zone): string | undefined {
  const sets = zone.get(asked) ?? [];
  const has = (wanted: RecordSet['type']) => sets.some((set) => set.type === wanted);
  const chased = type === 'A' || type === 'AAAA' || type === 'TXT';
  if (chased && (has('SRV') || has('MX'))) return 'alias';
  if (chased && hasReverseChild(asked, zone)) return 'reverse-parent';
  if (type === 'CNAME' && has('PTR')) return 'leaf';
  if (type === 'PTR' && has('CNAME')) return 'leaf';
  const [alias] = sets.filter((set) => set.type === 'CNAME').flatMap(({ targets }) => targets);
  const parent = parentOf(asked);
  if (type === 'CNAME' && alias && parent && !isWithin(alias.value as Name, parent)) return 'hidden-alias';
  return undefined;
}

function hasReverseChild(asked: Name, zone: Zone): boolean {
  for (const [owner, sets] of zone) {
    const child = isBelow(owner, asked) && parentOf(owner) === asked;
    if (child && sets.some(({ type }) => type === 'PTR')) return true;
  }
  return false;
}

/** The records of one type at a name as `value` lines in the way CoreDNS prints them, sorted. */
export function expectedValues(sets: readonly RecordSet[], type: AskedType): string[] {
  const set = sets.find((each) => each.type === type);
  return (set?.targets ?? []).map(({ value }) => printed(value, type)).sort();
}

/** SRV weights are made percents by CoreDNS, so they are left out. */
function printed(value: string, type: AskedType): string {
  if (type === 'A' || type === 'AAAA' || type === 'TXT') return value;
  const fields = value.split(' ');
  if (type === 'SRV') fields.splice(1, 1);
  const host = fields.pop() ?? '';
  return [...fields, host.endsWith('.') ? host : `${host}.`].join(' ');
}

/** The same of an answer's data. */
export function answeredValue(rdata: string, type: AskedType): string {
  if (type === 'TXT') return unquote(rdata);
  if (type !== 'SRV') return rdata;
  const [priority, , ...rest] = rdata.split(' ');
  return [priority, ...rest].join(' ');
}

/** The octets of all character-strings, read as UTF-8. */
function unquote(rdata: string): string {
  const octets: number[] = [];
  for (const [, text = ''] of rdata.matchAll(/"((?:[^"\\]|\\.)*)"/gs)) {
    for (const [, decimal, escaped, plain = ''] of text.matchAll(/\\(\d{3})|\\(.)|([^\\])/gs)) {
      if (decimal !== undefined) octets.push(Number(decimal));
      else octets.push(...Buffer.from(escaped ?? plain));
    }
  }
  return Buffer.from(octets).toString();
}
