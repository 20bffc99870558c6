import { annotation, mentions } from '../askers.ts';
import type { Difference, Situation } from '../difference.ts';
import type { Manifest } from '../manifest.ts';
import type { Row } from '../records.ts';

/** With an unknown value an Ingress has no names; for Skywriter it counts as absent. */
export const hostnameSource: Difference = {
  id: 'unknown-hostname-source',
  corrected: (situation) =>
    withMissing(situation, (object, { value }) => {
      const given = annotation(object, 'ingress-hostname-source');
      const known = given === undefined || /^(?:defined-hosts-only|annotation-only)$/i.test(given);
      return object.kind === 'Ingress' && !known && mentions(object, value);
    }),
};

/** Of a Service with two cluster IPs it publishes the first. */
export const clusterIps: Difference = {
  id: 'second-cluster-ip',
  corrected: (situation) =>
    withMissing(
      situation,
      ({ kind }, { name, value, type }) =>
        kind === 'Service' &&
        /^(?:10\.96\.|fd00:96:)/.test(value) &&
        situation.ours.some((row) => row.name === name && row.type !== type),
    ),
};

/** A target of nothing but space is a target; for Skywriter it counts as absent. */
export const blankTarget: Difference = {
  id: 'blank-target',
  corrected: (situation) =>
    withMissing(situation, (object, { value }) => {
      const given = annotation(object, 'target');
      return given !== undefined && given !== '' && given.trim() === '' && mentions(object, value);
    }),
};

/** A TTL with space around it is none. */
export const blankAroundTtl: Difference = {
  id: 'space-around-ttl',
  corrected: ({ theirs, ours, askers }) =>
    theirs.map((row) => {
      const own = ours.find(
        ({ name, type, value }) => name === row.name && type === row.type && value === row.value,
      );
      const spaced = askers.of(row.name).some((object) => /^\s|\s$/.test(annotation(object, 'ttl') ?? ''));
      return own !== undefined && own.ttl < row.ttl && spaced ? own : row;
    }),
};

/** Adds records of ours that ExternalDNS lacks where an object that asks for the name explains it. */
function withMissing(
  { theirs, ours, askers }: Situation,
  explains: (object: Manifest, row: Row) => boolean,
): readonly Row[] {
  const present = new Set(theirs.map(({ name, type, value }) => `${name} ${type} ${value}`));
  const missing = ours.filter(
    (row) =>
      !present.has(`${row.name} ${row.type} ${row.value}`) &&
      askers.of(row.name).some((object) => explains(object, row)),
  );
  return missing.length === 0 ? theirs : [...theirs, ...missing];
}
