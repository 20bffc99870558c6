import { annotation, hostsOf, mentions } from '../askers.ts';
import { bySet, type Difference } from '../difference.ts';
import type { Manifest } from '../manifest.ts';
import type { Row } from '../records.ts';

/** Of Ingresses with different TTLs, or names spelt in different ways, it takes one; Skywriter unites them. */
export const oneOfSeveral: Difference = {
  id: 'one-of-several',
  corrected: ({ theirs, ours, askers }) => {
    const [left, right] = [bySet(theirs), bySet(ours)];
    return [...left].flatMap(([key, rows]): readonly Row[] => {
      const own = right.get(key) ?? [];
      const [first] = rows;
      if (first === undefined || first.type === 'CNAME' || own.length === 0) return rows;
      const contesting = askers.of(first.name);
      const same =
        own.every(({ value }) => rows.some((row) => row.value === value)) && own.length === rows.length;
      const explained = [...rows, ...own].every(({ value }) =>
        contesting.some((object) => mentions(object, value)),
      );
      return !same && areCandidates(contesting) && explained ? own : rows;
    });
  },
};

/** What ExternalDNS does not unite before it chooses. */
function areCandidates(objects: readonly Manifest[]): boolean {
  const ingresses = objects.filter(({ kind }) => kind === 'Ingress');
  const ttls = new Set(ingresses.map((object) => annotation(object, 'ttl')));
  const odd = objects
    .flatMap(hostsOf)
    .some((host) => host !== host.toLowerCase() || /[^\x20-\x7e]/.test(host));
  return objects.length > 1 && (ttls.size > 1 || odd);
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

/** What has one is planned apart from what has none or another, and all of it is published. */
export const setIdentifier: Difference = {
  id: 'set-identifier',
  corrected: ({ theirs, ours, askers }) => {
    const own = new Set(ours.map(({ name, type, value }) => `${name} ${type} ${value}`));
    const named = new Set(ours.map(({ name }) => name));
    return theirs.filter(
      ({ name, type, value }) =>
        own.has(`${name} ${type} ${value}`) ||
        !named.has(name) ||
        askers.of(name).length < 2 ||
        !askers.of(name).some((object) => annotation(object, 'set-identifier') !== undefined),
    );
  },
};
