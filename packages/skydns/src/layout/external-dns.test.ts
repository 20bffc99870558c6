import { type Name, type RecordSet, recordTypes, unwrap } from '@skywriter/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTxtRegistry } from '../registry/registry.ts';
import { ExternalDnsModel } from '../testing/external-dns.ts';
import { recordSetsOf, universe } from '../testing/record-sets.ts';
import { name, recordSet, World } from '../testing/world.ts';

const zones = ['example.org', 'sub.example.org'];
const registries = fc
  .constantFrom(
    undefined,
    {},
    { prefix: 'reg.' },
    { suffix: '-reg', aesKey: 'passphrasewhichneedstobe32bytes!', encrypt: true },
  )
  .map((options) =>
    options === undefined ? undefined : unwrap(parseTxtRegistry({ kind: 'txt', ...options })),
  );
const records: fc.Arbitrary<ReadonlyMap<Name, readonly RecordSet[]>> = fc
  .tuple(...universe.map((owner) => recordSetsOf(owner, zones.map(name))))
  .map((all) => new Map(universe.map((owner, index) => [owner, all[index] ?? []])));

function assignAll(world: World, wanted: ReadonlyMap<Name, readonly RecordSet[]>): void {
  for (const [owner, recordSets] of wanted) world.commit({ name: owner, recordSets });
  for (const owner of [...world.mirror.ownedNames()]) {
    world.commit({ name: owner, recordSets: wanted.get(owner) ?? [] });
  }
}

describe('the layout of ExternalDNS', () => {
  test('is read back, and leads to and from the canonical one without a trace', () => {
    fc.assert(
      fc.property(records, records, registries, (old, wanted, registry) => {
        const setting = { registry, layout: 'external-dns' } as const;
        const [external, canonical] = [new World(zones, setting), new World(zones, { registry })];
        for (const world of [external, canonical]) assignAll(world, wanted);
        for (const [owner, recordSets] of wanted) {
          const sorted = recordTypes.flatMap((type) => recordSets.filter((set) => set.type === type));
          expect(external.mirror.observed(owner)).toEqual({ recordSets: sorted, foreign: [] });
          expect(external.mirror.settled({ name: owner, recordSets })).toBe(true);
        }
        const there = new World(zones, { registry });
        assignAll(there, old);
        const back = new World(zones, { ...setting, store: there.store });
        assignAll(back, wanted);
        expect(back.store.lines).toEqual(external.store.lines);
        const again = new World(zones, { registry, store: back.store });
        assignAll(again, wanted);
        expect(again.store.lines).toEqual(canonical.store.lines);
      }),
      { numRuns: 40 },
    );
  });

  test('holds keys and values as ExternalDNS writes them', () => {
    const registry = unwrap(parseTxtRegistry({ kind: 'txt' }));
    const world = new World(['example.org', 'in-addr.arpa'], { registry, layout: 'external-dns' });
    const owners = ['a.example.org', '1.2.0.192.in-addr.arpa'].map(name);
    assignAll(
      world,
      new Map([
        [owners[0] ?? name('x'), [recordSet('a.example.org', 'A', '192.0.2.1')]],
        [owners[1] ?? name('x'), [recordSet('1.2.0.192.in-addr.arpa', 'PTR', 'a.example.org')]],
      ]),
    );
    const text =
      '"text":"\\"heritage=external-dns,external-dns/owner=k2s,external-dns/resource=ingress/shop/front\\""';
    expect(world.store.lines.map((line) => line.replace(/"origins":\["[^"]*"\]/, '"origins":…'))).toEqual([
      '/skydns/arpa/in-addr/192/0/2/1 {"host":"a.example.org","ttl":60,"origins":…,"owner":"k2s","type":"PTR"}',
      `/skydns/arpa/in-addr/192/0/2/ptr-1 {${text},"owner":"k2s","type":"TXT"}`,
      `/skydns/org/example/a-a/377191d3 {${text},"targetstrip":1,"owner":"k2s","type":"TXT"}`,
      '/skydns/org/example/a/8c5f3bce {"host":"192.0.2.1","ttl":60,"targetstrip":1,"origins":…,"owner":"k2s","type":"A"}',
    ]);
  });

  test('leaves ExternalDNS nothing to do, but for names with both families of addresses', () => {
    const registry = unwrap(parseTxtRegistry({ kind: 'txt', prefix: 'reg.' }));
    const sets = fc.constantFrom<readonly RecordSet[]>(
      [recordSet('a.example.org', 'A', '192.0.2.1', '192.0.2.2')],
      [recordSet('a.example.org', 'AAAA', '2001:db8::1')],
      [recordSet('a.example.org', 'CNAME', 'lb.example.net')],
      [recordSet('a.example.org', 'TXT', 'v=spf1 -all')],
      [recordSet('a.example.org', 'A', '192.0.2.1'), recordSet('a.example.org', 'AAAA', '2001:db8::1')],
    );
    fc.assert(
      fc.property(sets, (recordSets) => {
        const world = new World(zones, { registry, layout: 'external-dns' });
        world.assign({ name: name('a.example.org'), recordSets });
        const model = new ExternalDnsModel(world.store, { owner: 'k2s', registry });
        const types = new Map(
          recordSets.map(({ type, targets }) => [type, targets.map(({ value }) => value)]),
        );
        expect(model.sync(new Map([['a.example.org', types]]))).toBe(recordSets.length > 1);
      }),
    );
  });

  test.each([
    [
      'an affix that tells no types apart',
      { prefix: '%{record_type}' },
      recordSet('a.example.org', 'AAAA', '2001:db8::1'),
      'SKY_REGISTRY_COINCIDES',
    ],
    ['name servers', {}, recordSet('example.org', 'NS', 'example.org'), 'SKY_SKYDNS_NS'],
    ['a wildcard', {}, recordSet('*.example.org', 'A', '192.0.2.1'), 'SKY_SKYDNS_WILDCARD'],
  ])('refuses %s', (_, options, set, code) => {
    const registry = unwrap(parseTxtRegistry({ kind: 'txt', ...options }));
    const world = new World(zones, { registry, layout: 'external-dns' });
    expect(world.mirror.draft().add({ name: set.name, recordSets: [set] })).toMatchObject({ code });
  });

  test('registers no name whose entry would have too long a label, or be outside of the zones', () => {
    const registry = unwrap(parseTxtRegistry({ kind: 'txt' }));
    for (const owner of [`${'l'.repeat(62)}.example.org`, 'example.org'].map(name)) {
      const world = new World(['example.org'], { registry, layout: 'external-dns' });
      world.assign({ name: owner, recordSets: [recordSet(owner, 'A', '192.0.2.1')] });
      expect(world.store.lines).toHaveLength(1);
    }
  });
});
