import { type Name, type RecordSet, recordTypes } from '@skywriter/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refusals } from '../layout/refuses.ts';
import { recordSetsOf, universe } from '../testing/record-sets.ts';
import { name, recordSet, World } from '../testing/world.ts';

const zones = ['example.org', 'sub.example.org'];
const target: fc.Arbitrary<ReadonlyMap<Name, readonly RecordSet[]>> = fc
  .tuple(...universe.map((owner) => recordSetsOf(owner, zones.map(name))))
  .map((all) => new Map(universe.map((owner, index) => [owner, all[index] ?? []])));

function byType(sets: readonly RecordSet[]): readonly RecordSet[] {
  return recordTypes.flatMap((type) => sets.filter((set) => set.type === type));
}

describe('invariants', () => {
  test('what was assigned is observed, settled, and the same bytes in whatever order', () => {
    fc.assert(
      fc.property(
        target,
        target,
        fc.shuffledSubarray(universe, { minLength: universe.length }),
        (old, wanted, order) => {
          const world = new World(zones);
          for (const [owner, recordSets] of old) world.commit({ name: owner, recordSets });
          for (const owner of order) world.commit({ name: owner, recordSets: wanted.get(owner) ?? [] });
          const direct = new World(zones);
          for (const [owner, recordSets] of wanted) {
            direct.commit({ name: owner, recordSets });
            expect(world.mirror.observed(owner)).toEqual({ recordSets: byType(recordSets), foreign: [] });
            expect(world.mirror.settled({ name: owner, recordSets })).toBe(true);
          }
          expect(world.store.lines).toEqual(direct.store.lines);
          const named = [...wanted.values()].filter((recordSets) => recordSets.length > 0).length;
          expect(world.mirror.ownedCount).toBe(named);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('in one draft, names leave what they leave one by one', () => {
    fc.assert(
      fc.property(target, target, (old, wanted) => {
        const world = new World(zones);
        for (const [owner, recordSets] of old) world.commit({ name: owner, recordSets });
        const draft = world.mirror.draft();
        for (const [owner, recordSets] of wanted)
          expect(draft.add({ name: owner, recordSets })).toBeUndefined();
        const plan = draft.plan();
        expect([draft.size, plan.compares.length]).toEqual([
          plan.puts.length + plan.deletes.length,
          draft.size,
        ]);
        world.mirror.apply(world.store.commit(plan) ?? []);
        const direct = new World(zones);
        for (const [owner, recordSets] of wanted) direct.commit({ name: owner, recordSets });
        expect(world.store.lines).toEqual(direct.store.lines);
      }),
      { numRuns: 150 },
    );
  });

  test('nothing is left when everything is gone', () => {
    fc.assert(
      fc.property(target, (old) => {
        const world = new World(zones);
        for (const [owner, recordSets] of old) world.commit({ name: owner, recordSets });
        for (const owner of old.keys()) world.commit({ name: owner, recordSets: [] });
        expect(world.store.lines).toEqual([]);
        expect([...world.mirror.ownedNames()]).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('drift', () => {
  const sets = [
    recordSet('b.a.example.org', 'A', '192.0.2.1', '192.0.2.2'),
    recordSet('b.a.example.org', 'TXT', 'x'),
  ];
  const owner = name('b.a.example.org');

  test.each<[string, string | undefined]>([
    ['deleted', undefined],
    ['edited', '{"host":"192.0.2.66","owner":"k2s"}'],
    ['robbed of its owner', '{"host":"192.0.2.1"}'],
    ['made unreadable', 'x'],
    ['emptied', ''],
  ])('every key of ours that is %s comes back', (_, value) => {
    const world = new World(['example.org']);
    world.commit({ name: owner, recordSets: sets });
    const before = world.store.lines;
    for (const key of [...world.store.entries.keys()]) {
      // At an exact key only the owner in the value tells that it is ours.
      if (value !== undefined && !key.includes('#')) continue;
      const dirty = world.foreign([key, value]);
      expect(dirty.size, key).toBeGreaterThan(0);
      for (const each of dirty) world.commit({ name: each, recordSets: each === owner ? sets : [] });
      expect(world.store.lines, key).toEqual(before);
    }
  });

  test('a key of ours that another owner takes is theirs, and named', () => {
    const world = new World(['example.org']);
    world.commit({ name: owner, recordSets: sets });
    const key = [...world.store.entries.keys()].find((each) => each.includes('#A-')) ?? '';
    world.foreign([key, '{"host":"192.0.2.66","owner":"other"}']);
    expect(world.mirror.observed(owner).foreign).toEqual(['192.0.2.66 (owner other)']);
    expect(world.mirror.draft().add({ name: owner, recordSets: sets })).toMatchObject({
      code: 'SKY_SKYDNS_TAKEN',
    });
  });
});

test('what ExternalDNS wrote for the same owner is ours, and becomes canonical in one transaction', () => {
  const world = new World(['example.org']);
  world.foreign(
    ['/skydns/org/example/a/0a1b2c3d', '{"host":"192.0.2.1","ttl":60,"targetstrip":1,"owner":"k2s"}'],
    ['/skydns/org/example/a/fedcba98', '{"host":"192.0.2.2","ttl":60,"targetstrip":1,"owner":"k2s"}'],
    ['/skydns/org/example/a/11111111', '{"host":"192.0.2.9","targetstrip":1,"owner":"other"}'],
  );
  const recordSets = [recordSet('a.example.org', 'A', '192.0.2.1', '192.0.2.2')];
  const observed = world.mirror.observed(name('a.example.org'));
  expect(observed.recordSets[0]?.targets.map(({ value }) => value)).toEqual(['192.0.2.1', '192.0.2.2']);
  expect(observed.foreign).toEqual(['192.0.2.9 (owner other)']);
  expect(world.mirror.settled({ name: name('a.example.org'), recordSets: observed.recordSets })).toBe(false);
  world.commit({ name: name('a.example.org'), recordSets });
  const line = (host: string, id: string) =>
    `/skydns/org/example/a/${id} {"host":"${host}","port":-1,"ttl":60,"group":"a.example.org","origins":["Ingress/shop/front#rule"],"owner":"k2s"}`;
  expect(world.store.lines.filter((line) => line.includes('/a/'))).toEqual([
    line('192.0.2.2', '#A-f9a0594fb34604a211c2'),
    line('192.0.2.1', '#A-f9a0598c5f3bce61b6bf'),
    '/skydns/org/example/a/11111111 {"host":"192.0.2.9","targetstrip":1,"owner":"other"}',
  ]);
});

test('with no zones given, names of any zone answer, those at the top of one of CoreDNS too', () => {
  const world = new World([]);
  const records = [
    recordSet('example.org', 'A', '192.0.2.1'),
    recordSet('a.example.org', 'A', '192.0.2.2'),
    recordSet('b.ent.example.com', 'TXT', 'x'),
  ];
  for (const set of records) world.commit({ name: set.name, recordSets: [set] });
  const ask = (...question: [string, string]) =>
    world.ask(...question, ['example.org', 'example.com']).answer.map(({ rdata }) => rdata);
  expect(ask('example.org', 'A')).toEqual(['192.0.2.1']);
  expect(ask('a.example.org', 'A')).toEqual(['192.0.2.2']);
  expect([ask('example.com', 'A'), ask('example.com', 'TXT'), ask('ent.example.com', 'TXT')]).toEqual([
    [],
    [],
    [],
  ]);
  expect(ask('b.ent.example.com', 'TXT')).toEqual(['"x"']);
  for (const set of records) world.commit({ name: set.name, recordSets: [] });
  expect(world.store.lines).toEqual([]);
});

test('what is refused is planned by nobody', () => {
  const world = new World(['example.org']);
  const bad = recordSet('a.example.org', 'TXT', '\\'.repeat(200));
  expect(world.mirror.settled({ name: bad.name, recordSets: [bad] })).toBe(false);
  expect(world.mirror.draft().add({ name: bad.name, recordSets: [bad] })).toMatchObject({
    code: 'SKY_SKYDNS_TXT',
  });
});

test('foreign and malformed keys are counted, with reasons', () => {
  const world = new World(['example.org']);
  world.foreign(
    ['/skydns/org/example/a', '{"host":"192.0.2.1"}'],
    ['/skydns/org/example/b', '{"host":"192.0.2.1","group":"b","owner":"other"}'],
    ['/skydns/org/example/c', '{"port":"80"}'],
    ['/skydns/org//x', '{}'],
    ['/skydns/com/example/#A-f9a059', '{"owner":"k2s"}'],
  );
  const { foreign, malformed } = world.mirror;
  expect([foreign.count, malformed.count]).toEqual([4, 1]);
  expect(foreign.examples).toEqual([
    { key: '/skydns/org/example/a', reason: 'no owner, no group: it also answers for the names above it' },
    { key: '/skydns/org/example/b', reason: 'owner other' },
    { key: '/skydns/org//x', reason: 'not the key of a name' },
    { key: '/skydns/com/example/#A-f9a059', reason: 'outside of the zones' },
  ]);
  expect(malformed.examples[0]?.reason).toMatch(/port/);
  world.foreign(...[...world.store.entries.keys()].map((key) => [key, undefined] as const));
  expect([foreign.count, malformed.count, foreign.examples.length]).toEqual([0, 0, 0]);
});

test.each<[string, string, RecordSet[]]>([
  ['a wildcard', 'SKY_SKYDNS_WILDCARD', [recordSet('*.example.org', 'A', '192.0.2.1')]],
  ['the label any', 'SKY_SKYDNS_WILDCARD', [recordSet('x.any.example.org', 'A', '192.0.2.1')]],
  ['another zone', 'SKY_SKYDNS_ZONE', [recordSet('a.example.com', 'A', '192.0.2.1')]],
  [
    'the zone of its own addresses',
    'SKY_SKYDNS_RESERVED',
    [recordSet('apex.dns.example.org', 'A', '192.0.2.1')],
  ],
  [
    'two PTR targets',
    'SKY_SKYDNS_ONE_TARGET',
    [recordSet('a.example.org', 'PTR', 'b.example.org', 'c.example.org')],
  ],
  ['an alias at a zone', 'SKY_SKYDNS_CNAME', [recordSet('example.org', 'CNAME', 'a.example.org')]],
  ['name servers below a zone', 'SKY_SKYDNS_NS', [recordSet('a.example.org', 'NS', 'ns.example.org')]],
  ['a name server without address', 'SKY_SKYDNS_NS', [recordSet('example.org', 'NS', 'example.org')]],
  ['an empty text', 'SKY_SKYDNS_TXT', [recordSet('a.example.org', 'TXT', '')]],
  ['a text of backslashes', 'SKY_SKYDNS_TXT', [recordSet('a.example.org', 'TXT', '\\'.repeat(200))]],
])('%s is refused', (_, code, sets) => {
  expect(refusals(sets, [name('example.org')]).map((problem) => problem.code)).toEqual([code]);
});

test('a zone that is its own name server answers so, with its address', () => {
  const world = new World(['example.org']);
  const recordSets = [
    recordSet('example.org', 'A', '192.0.2.1'),
    recordSet('example.org', 'NS', 'example.org'),
  ];
  expect(refusals(recordSets, world.layout.zones)).toEqual([]);
  world.commit({ name: name('example.org'), recordSets });
  const { answer, additional } = world.ask('example.org', 'NS');
  expect(answer).toEqual([{ name: 'example.org.', type: 'NS', ttl: 60, rdata: 'example.org.' }]);
  expect(additional).toEqual([{ name: 'example.org.', type: 'A', ttl: 60, rdata: '192.0.2.1' }]);
});

test('one change among 100,000 keys costs no look at the others', () => {
  const world = new World(['example.org']);
  const changes = Array.from({ length: 100_000 }, (_, index) => ({
    key: `/skydns/org/example/n${index % 50_000}/${index < 50_000 ? '#A-f9a05900000000000000' : 'fedcba98'}`,
    value: '{"host":"192.0.2.1","group":"g","targetstrip":1}',
    modRevision: '7',
  }));
  world.mirror.apply(changes);
  const started = performance.now();
  for (let index = 0; index < 1000; index += 1) {
    world.mirror.apply([
      { key: `/skydns/org/example/n${index}/#A-f9a05900000000000000`, value: undefined, modRevision: '8' },
    ]);
  }
  expect(performance.now() - started).toBeLessThan(1000);
  expect(world.mirror.ownedCount).toBe(49_000);
});
