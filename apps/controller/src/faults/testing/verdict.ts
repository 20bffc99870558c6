import { labelsOfKey, Mirror } from '@skywriter/skydns';
import { eventually, type KeyValue } from '@skywriter/testbed';
import { expect } from 'vitest';
import { answersFrom, name, ZONE } from '../../e2e/world.ts';
import { type History, ownerOf } from './history.ts';
import type { Servers } from './servers.ts';
import { startHere } from './skywriter.ts';
import { hosts, type Owner, owners } from './steps.ts';

/** How a history must have ended, whatever happened in it. It must be at rest. */
export async function judge(history: History, servers: Servers): Promise<void> {
  const keys = await history.keys();

  // What is not ours is as its owner left it, and nobody wrote it again.
  const theirs = keys.filter(({ key }) => history.foreign.has(key));
  expect(new Map(theirs.map(({ key, value, modRevision }) => [key, { value, modRevision }]))).toEqual(
    history.foreign,
  );
  const nobodys = keys.filter(({ key, value }) => !history.foreign.has(key) && ownerOf(value) === undefined);
  expect(nobodys).toEqual([]);

  // Each Skywriter has exactly the records that its objects ask for.
  const contested = contestedIn(history);
  for (const owner of owners) {
    const wanted = wantedBy(owner, history);
    const found = recordsOf(owner, keys, history);
    for (const host of contested) {
      if (!found.has(host)) wanted.delete(host);
    }
    expect({ owner, records: found }).toEqual({ owner, records: wanted });
  }

  // CoreDNS answers with them, except where ungrouped keys of others leak in.
  const answer = answersFrom(keys, history.prefix);
  const leaking = new Set([...history.foreign.keys()].map((key) => labelBelowZone(key, history.prefix)));
  for (const host of hosts) {
    if (contested.has(host) || leaking.has(host.split('.').at(-3))) continue;
    const records = [...(wantedBy('us', history).get(host) ?? wantedBy('them', history).get(host) ?? [])];
    for (const type of ['A', 'AAAA']) {
      const right = records.filter((record) => record.startsWith(`${type} `) || record.startsWith('CNAME '));
      const { answer: answers } = answer(host, type);
      expect([
        host,
        type,
        ...answers.map(({ type: of, rdata }) => `${of} ${rdata}`.replace(/\.$/, '')).sort(),
      ]).toEqual([host, type, ...right]);
    }
  }

  // One that begins now finds nothing to do; and where nobody contests a name, one that begins with nothing
  // writes the same bytes.
  for (const owner of owners) {
    expect(await afresh(owner, keys, { history, servers })).toEqual(relative(keys, history.prefix));
    if (contested.size > 0) continue;
    const others = keys.filter(({ value }) => ownerOf(value) !== owner);
    expect(await afresh(owner, others, { history, servers })).toEqual(relative(keys, history.prefix));
  }

  for (const [owner, skywriter] of history.skywriters)
    expect({ owner, defects: await skywriter.defects() }).toEqual({ owner, defects: [] });
}

/** What a name should have: `A 192.0.2.1`, sorted. Addresses win over the one alias that there may be. */
function wantedBy(owner: Owner, { objects }: History): Map<string, string[]> {
  const targets = new Map<string, Set<string>>();
  for (const wish of objects.wishes.filter((each) => each.owner === owner)) {
    for (const host of wish.hosts) {
      const all = targets.get(host) ?? new Set();
      for (const target of wish.targets) all.add(target);
      targets.set(host, all);
    }
  }
  return new Map([...targets].map(([host, all]) => [host, recordsFor([...all])]));
}

function recordsFor(targets: readonly string[]): string[] {
  const addresses = targets.filter((target) => /^[\d.]+$|:/.test(target));
  if (addresses.length === 0) return targets.map((target) => `CNAME ${target}`);
  return addresses.map((address) => `${address.includes(':') ? 'AAAA' : 'A'} ${address}`).sort();
}

/** What stands there of one owner, as the reader of the format sees it. */
function recordsOf(owner: Owner, keys: readonly KeyValue[], { prefix }: History): Map<string, string[]> {
  const mirror = new Mirror({ prefix, owner, zones: [name(ZONE)], defaultTtl: 300 });
  mirror.apply(keys.map(({ key, value, modRevision }) => ({ key, value, modRevision: String(modRevision) })));
  const records = new Map<string, string[]>();
  for (const of of mirror.ownedNames()) {
    const found = mirror
      .observed(of)
      .recordSets.flatMap(({ type, targets }) => targets.map(({ value }) => `${type} ${value}`));
    if (found.length > 0) records.set(of, found.sort());
  }
  return records;
}

/** Names that more than one has or wants: who was there first has them, which is for no test to say. */
function contestedIn(history: History): ReadonlySet<string> {
  const [ours, theirs] = owners.map((owner) => wantedBy(owner, history));
  const both = [...(ours?.keys() ?? [])].filter((host) => theirs?.has(host));
  const byHand = [...history.foreign].flatMap(([key, { value }]) =>
    value.includes('"targetstrip":1') ? [labelsOfKey(key, history.prefix)?.slice(1).join('.') ?? ''] : [],
  );
  return new Set([...both, ...byHand]);
}

function labelBelowZone(key: string, prefix: string): string | undefined {
  return key.slice(prefix.length + 1).split('/')[ZONE.split('.').length];
}

/** What a Skywriter makes of these keys, on a prefix of its own. */
async function afresh(
  owner: Owner,
  keys: readonly KeyValue[],
  { history, servers }: { history: History; servers: Servers },
): Promise<string[]> {
  const prefix = `${history.prefix}-afresh`;
  await servers.etcd.deletePrefix(`${prefix}/`);
  for (const { key, value } of keys)
    await servers.etcd.put(`${prefix}${key.slice(history.prefix.length)}`, value);
  const skywriter = await startHere(history.place.direct(owner, prefix));
  try {
    await eventually(() => skywriter.inStep(), { within: 60_000, what: 'a new Skywriter in step' });
  } finally {
    await skywriter.stop();
  }
  return relative(await servers.etcd.list(`${prefix}/`), prefix);
}

function relative(keys: readonly KeyValue[], prefix: string): string[] {
  return keys.map(({ key, value }) => `${key.slice(prefix.length)} ${value}`);
}
