import type { Name, Problem, RecordSet } from '@skywriter/core';
import { targetsOf } from './service/content.ts';
import type { Records } from './service/stored.ts';
import type { Settings } from './settings.ts';

/** What a Service is to publish after some of its names were set, and the names that cannot be so. */
export interface Composed {
  readonly records: Records;
  readonly divided: ReadonlyMap<Name, Problem>;
}

/**
 * Sets names of a Service. Its annotations give all of them the same targets, so the first name with records, in the
 * order of the configuration, decides; another that is to have others stays as it is, and is refused.
 */
export function compose(
  service: string,
  before: Records,
  wanted: Records,
  settings: Pick<Settings, 'byService'>,
): Composed {
  const hostnames = settings.byService.get(service)?.hostnames ?? [];
  const wish = (name: Name) => wanted.get(name) ?? before.get(name) ?? [];
  const order = [...new Set([...hostnames, ...before.keys(), ...wanted.keys()])];
  const leader = order.find((name) => wish(name).length > 0);
  const records = new Map<Name, readonly RecordSet[]>();
  const divided = new Map<Name, Problem>();
  for (const name of order) {
    const sets = wish(name);
    const agrees = leader === undefined || sets.length === 0 || sameTargets(sets, wish(leader));
    if (!agrees && wanted.has(name) && leader !== undefined)
      divided.set(name, dividedBy(service, name, leader));
    const kept = divided.has(name) ? (before.get(name) ?? []) : sets;
    if (kept.length > 0) records.set(name, kept);
  }
  return { records, divided };
}

/** Whether a name of a Service is published as its records say. */
export function isServed(name: Name, records: Records): boolean {
  const sets = records.get(name);
  const [leader] = records.values();
  return sets === undefined || leader === undefined || sameTargets(sets, leader);
}

/** Whether two names can be published by one Service. */
function sameTargets(a: readonly RecordSet[], b: readonly RecordSet[]): boolean {
  return targetsOf(a).join() === targetsOf(b).join() && ttls(a) === ttls(b);
}

/** Whether they are the same records asked for by the same objects. */
export function sameSets(a: readonly RecordSet[], b: readonly RecordSet[]): boolean {
  return textOf(a) === textOf(b);
}

function textOf(sets: readonly RecordSet[]): string {
  const texts = sets.map(({ type, ttl, targets }) =>
    JSON.stringify([type, ttl, targets.map(({ value, origins }) => [value, origins])]),
  );
  return texts.sort().join('\n');
}

function ttls(sets: readonly RecordSet[]): string {
  return sets
    .map(({ type, ttl }) => `${type} ${ttl}`)
    .sort()
    .join();
}

function dividedBy(service: string, name: Name, leader: Name): Problem {
  return {
    code: 'SKY_SERVICE_DIVIDED',
    message: `The Service ${service} cannot give ${name} other targets or another TTL than ${leader}.`,
    hint: 'Give one of them a record with a Service of its own.',
  };
}
