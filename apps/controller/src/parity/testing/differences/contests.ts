import { OLD_PREFIX } from '../annotations.ts';
import { annotation, hostsOf, mentions } from '../askers.ts';
import { bySet, type Difference, grouped } from '../difference.ts';
import type { Manifest } from '../manifest.ts';
import type { Row } from '../records.ts';

/** Of several that ask for a name it takes one; Skywriter unites them. */
export const oneOfSeveral: Difference = {
  id: 'one-of-several',
  corrected: ({ theirs, ours, askers }) => {
    const whole = bySet(ours);
    return [...bySet(theirs)].flatMap(([key, rows]): readonly Row[] => {
      const united = whole.get(key) ?? [];
      const values = new Set(united.map(({ value }) => value));
      const [first] = rows;
      if (first === undefined || first.type === 'CNAME') return rows;
      const contesting = askers.of(first.name);
      const missing = united.filter(({ value }) => !rows.some((row) => row.value === value));
      return missing.length > 0 &&
        rows.every(({ value }) => values.has(value)) &&
        areCandidates(contesting) &&
        missing.every(({ value }) => contesting.some((object) => mentions(object, value)))
        ? united
        : rows;
    });
  },
};

/** What ExternalDNS does not merge before it chooses: sources, TTLs of Ingresses, spellings. */
function areCandidates(objects: readonly Manifest[]): boolean {
  const kinds = new Set(objects.map(({ kind }) => kind));
  const ttls = new Set(objects.map((object) => annotation(object, 'ttl')));
  const odd = objects
    .flatMap(hostsOf)
    .some((host) => host !== host.toLowerCase() || /[^\x20-\x7e]/.test(host));
  return objects.length > 1 && (kinds.size > 1 || ttls.size > 1 || odd);
}

/** The TTL of whichever comes first by its name; ours is the lowest that anybody asks for. */
export const ttlOfFirst: Difference = {
  id: 'ttl-of-the-first',
  corrected: ({ theirs, ours, askers }) => {
    const sets = bySet(ours);
    return theirs.map((row) => {
      const own = sets.get(`${row.name} ${row.type}`)?.find(({ value }) => value === row.value);
      const contested = askers.of(row.name).length > 1;
      return own !== undefined && contested && own.ttl !== row.ttl ? own : row;
    });
  },
};

/** Only one prefix of annotations is read. */
export const onePrefix: Difference = {
  id: 'one-prefix',
  corrected: ({ theirs, ours, askers, words }) => {
    if (words.some((word) => word.startsWith('--annotation-prefix'))) return theirs;
    const old = ({ name }: Row): boolean =>
      name.endsWith('.old.test') &&
      askers
        .of(name)
        .some((object) =>
          Object.keys(object.metadata.annotations ?? {}).some((key) => key.startsWith(OLD_PREFIX)),
        );
    const differs = !sameRows(theirs.filter(old), ours.filter(old));
    return differs ? [...theirs.filter((row) => !old(row)), ...ours.filter(old)] : theirs;
  },
};

function sameRows(a: readonly Row[], b: readonly Row[]): boolean {
  const text = (rows: readonly Row[]) =>
    rows
      .map((row) => JSON.stringify(row))
      .sort()
      .join('\n');
  return text(a) === text(b);
}

/** Records with and without it are planned apart, and an alias comes to stand beside other records. */
export const setIdentifier: Difference = {
  id: 'set-identifier',
  corrected: ({ theirs, askers }) => {
    const mixed = new Set(
      [...grouped(theirs, ({ name }) => name)]
        .filter(([name, rows]) => {
          const types = new Set(rows.map(({ type }) => type === 'CNAME'));
          return (
            types.size > 1 &&
            askers.of(name).some((object) => annotation(object, 'set-identifier') !== undefined)
          );
        })
        .map(([name]) => name),
    );
    return theirs.filter(({ name, type }) => type !== 'CNAME' || !mixed.has(name));
  },
};
