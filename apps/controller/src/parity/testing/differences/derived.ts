import { reverseName } from '@skywriter/skydns';
import { hostsOf } from '../askers.ts';
import { bySet, type Difference } from '../difference.ts';
import type { Manifest } from '../manifest.ts';
import type { Row } from '../records.ts';
import { withOurs } from './missing.ts';

/**
 * Of several names of one address it takes whichever comes last, and Skywriter takes none. Where they differ in which
 * names have the address, the PTR record follows.
 */
export const severalNamesOfAddress: Difference = {
  id: 'several-names-of-an-address',
  corrected: (situation, left) => {
    const [theirs, ours] = [namesByAddress(left), namesByAddress(situation.ours)];
    const asked = hostsByAddress(situation.askers.objects);
    const pointers = [...situation.theirs, ...situation.ours].filter(({ type }) => type === 'PTR');
    const reversed = new Set(pointers.map(({ name }) => name));
    const ofSeveral = new Set(
      pointers
        .filter(({ value }) => new Set(situation.askers.of(value).flatMap(hostsOf)).size > 1)
        .map(({ name }) => name),
    );
    return withOurs(situation, (name) => {
      const [a, b] = [theirs.get(name) ?? [], ours.get(name) ?? []];
      const several = a.length > 1 || b.length > 1 || (asked.get(name)?.size ?? 0) > 1;
      return reversed.has(name) && (several || a[0] !== b[0] || ofSeveral.has(name));
    });
  },
};

/** Whoever loses a name, or has a name that is none, has asked for the PTR record, too. */
function hostsByAddress(objects: readonly Manifest[]): Map<string, Set<string>> {
  const hosts = new Map<string, Set<string>>();
  for (const object of objects) {
    for (const [address] of JSON.stringify(object).matchAll(/192\.0\.2\.\d+|2001:db8::[0-9a-f]+/g)) {
      const reverse = reverseName(address);
      if (reverse !== undefined)
        hosts.set(reverse, new Set([...(hosts.get(reverse) ?? []), ...hostsOf(object)]));
    }
  }
  return hosts;
}

/** Names with their TTL, by the reverse names of their addresses. */
function namesByAddress(rows: readonly Row[]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name, type, value, ttl } of rows) {
    const reverse = type === 'A' || type === 'AAAA' ? reverseName(value) : undefined;
    if (reverse !== undefined) names.set(reverse, [...(names.get(reverse) ?? []), `${name} ${ttl}`]);
  }
  return names;
}

/** What follows from IPv6 addresses is another candidate beside the addresses of the object itself. */
export const nat64Beside: Difference = {
  id: 'nat64-beside-addresses',
  corrected: (situation, left) => {
    if (!situation.words.some((word) => word.startsWith('--nat64-networks='))) return situation.theirs;
    const [derived, native] = [new Set<string>(), new Set<string>()];
    for (const { name, type, value } of [...situation.theirs, ...situation.ours]) {
      if (type === 'A') (value.startsWith('0.0.') ? derived : native).add(name);
    }
    const [theirs, ours] = [left, situation.ours].map((rows) => bySet(rows));
    const sources = (sets: Map<string, Row[]> | undefined, name: string) =>
      (sets?.get(`${name} AAAA`) ?? [])
        .map(({ value, ttl }) => `${value} ${ttl}`)
        .sort()
        .join();
    const contested = (name: string) =>
      native.has(name) ||
      situation.askers.of(name).length > 1 ||
      // What follows from other addresses is other, too.
      sources(theirs, name) !== sources(ours, name);
    return withOurs(situation, (name) => derived.has(name) && contested(name));
  },
};
