import { isBelow, isWithin, type Name, parentOf, type RecordSet, SkywriterError } from '@skywriter/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathOf } from '../key/key.ts';
import { askedTypes } from '../testing/expectation.ts';
import { type ForeignKey, foreignKeysAt } from '../testing/foreign-keys.ts';
import { recordSetsOf, universe } from '../testing/record-sets.ts';
import { name, prefix, recordSet, World } from '../testing/world.ts';

const zones = ['example.org'];
const steps = fc.array(
  fc.oneof(
    fc.constantFrom(...universe).chain((owner) =>
      recordSetsOf(owner, zones.map(name)).map((recordSets) => ({
        kind: 'ours' as const,
        name: owner,
        recordSets,
      })),
    ),
    foreignKeysAt(universe).map((key) => ({ kind: 'foreign' as const, key })),
    fc.nat(9).map((index) => ({ kind: 'gone' as const, index })),
  ),
  { maxLength: 14 },
);

/** As core does: a name that others have and we do not is left to them; so is a key that we need and they have. */
function assign(world: World, owner: Name, recordSets: readonly RecordSet[]): boolean {
  const { foreign, recordSets: there } = world.mirror.observed(owner);
  if (foreign.length > 0 && there.length === 0 && recordSets.length > 0) return false;
  try {
    world.assign({ name: owner, recordSets });
    return true;
  } catch (error) {
    if (error instanceof SkywriterError && error.code === 'SKY_SKYDNS_TAKEN') return false;
    throw error;
  }
}

function play(history: typeof steps extends fc.Arbitrary<infer T> ? T : never) {
  const world = new World(zones);
  const ours = new Map<Name, readonly RecordSet[]>();
  const theirs = new Map<string, ForeignKey>();
  for (const step of history) {
    if (step.kind === 'ours') {
      if (assign(world, step.name, step.recordSets)) ours.set(step.name, step.recordSets);
    } else {
      const key = step.kind === 'foreign' ? step.key : [...theirs.values()][step.index % theirs.size];
      if (key === undefined) continue;
      if (step.kind === 'foreign') theirs.set(key.key, key);
      else theirs.delete(key.key);
      const dirty = world.foreign([key.key, step.kind === 'foreign' ? key.value : undefined]);
      for (const owner of dirty) {
        const recordSets = ours.get(owner) ?? [];
        if (!world.mirror.settled({ name: owner, recordSets })) assign(world, owner, recordSets);
      }
    }
  }
  return { world, ours, theirs };
}

describe('beside foreign keys', () => {
  test('none is touched, and everything of ours is settled', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const { world, ours, theirs } = play(history);
        for (const { key, value } of theirs.values()) expect(world.store.entries.get(key)?.value).toBe(value);
        expect(world.mirror.foreign.count).toBe(theirs.size);
        // Somebody took the exact key of a PTR record of ours: that name cannot be set, nor what it scaffolds.
        const blocked = [...ours].filter(
          ([owner, sets]) => sets.some(({ type }) => type === 'PTR') && theirs.has(pathOf(owner, prefix)),
        );
        for (const owner of new Set([...ours.keys(), ...world.mirror.ownedNames()])) {
          if (blocked.some(([other]) => isWithin(owner, other))) continue;
          const recordSets = ours.get(owner) ?? [];
          const context = `${owner}\n${world.store.lines.join('\n')}`;
          expect(world.mirror.settled({ name: owner, recordSets }), context).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the names of others answer as they did, except for what others below them have in a group', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const { world, ours, theirs } = play(history);
        const alone = new World(zones);
        alone.foreign(...[...theirs.values()].map(({ key, value }) => [key, value] as const));
        for (const { name: theirName } of theirs.values()) {
          if ((ours.get(theirName)?.length ?? 0) > 0) continue;
          // A group below shows at a name without one; our sentinel there ends that (it has a group).
          const groups = [...theirs.values()].filter(({ group }) => group !== undefined);
          const groupedBelow = groups.some((key) => isBelow(key.name, theirName));
          // Where groups disagree CoreDNS shows everything below, and there is nothing that would stop it.
          const here = new Set(groups.filter((key) => key.name === theirName).map(({ group }) => group));
          // A PTR of ours can only be at its exact key, which shows in what the parent answers.
          const reverse = [...ours].some(
            ([owner, sets]) => parentOf(owner) === theirName && sets.some((set) => set.type === 'PTR'),
          );
          if (groupedBelow || here.size > 1 || reverse) continue;
          for (const type of askedTypes) {
            const before = alone.ask(theirName, type);
            const after = world.ask(theirName, type);
            // A zone with no address of its own ends answering with every address in it.
            const scan = zones.includes(theirName) && (type === 'A' || type === 'AAAA');
            const addressed = [...theirs.values()].some(
              (key) => key.name === theirName && key.value.includes('"host"'),
            );
            if (scan && !addressed) continue;
            // A marker makes of NXDOMAIN, which is wrong for a name that exists, NODATA.
            if (before.rcode === 'NXDOMAIN') continue;
            const lines = (answer: typeof before) =>
              answer.answer.map((r) => `${r.name} ${r.ttl} ${r.type} ${r.rdata}`).sort();
            const context = `${theirName} ${type}\n${world.store.lines.join('\n')}`;
            expect(lines(after), context).toEqual(lines(before));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('an exact key that ours would hide answers on, follows its changes, and alone again in the end', () => {
    const world = new World(zones);
    const leaf = '/skydns/org/example/a';
    const addresses = () => world.ask('a.example.org', 'A').answer.map(({ rdata }) => rdata);
    const settle = (dirty: ReadonlySet<Name>) => {
      for (const owner of dirty) world.assign(world.asObserved(owner));
    };
    settle(world.foreign([leaf, '{"host":"198.51.100.1"}']));
    world.assign({
      name: name('b.a.example.org'),
      recordSets: [recordSet('b.a.example.org', 'A', '192.0.2.1')],
    });
    expect(addresses()).toEqual(['198.51.100.1']);
    settle(world.foreign([leaf, '{"host":"198.51.100.2"}']));
    expect(addresses()).toEqual(['198.51.100.2']);
    // A key of theirs below, even of no valid name, hides it with or without us, until it goes.
    const grouped = '{"host":"198.51.100.3","group":"x"}';
    settle(world.foreign(['/skydns/org/example/a/no name/deep', grouped]));
    expect(addresses()).toEqual([]);
    settle(world.foreign(['/skydns/org/example/a/no name/deep', undefined]));
    expect(addresses()).toEqual(['198.51.100.2']);
    world.assign({ name: name('b.a.example.org'), recordSets: [] });
    expect(world.store.lines).toEqual([`${leaf} {"host":"198.51.100.2"}`]);
  });
});
