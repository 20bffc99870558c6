import { unwrap } from '@skywriter/core';
import { describe, expect, test } from 'vitest';
import { formatHeritage } from '../registry/heritage.ts';
import { parseTxtRegistry } from '../registry/registry.ts';
import { name, recordSet, World } from '../testing/world.ts';
import { planKeys } from './mirror.ts';

const zones = ['example.org'];
const plain = unwrap(parseTxtRegistry({ kind: 'txt' }));
const KEY = Buffer.from('passphrasewhichneedstobe32bytes!');
const encrypted = unwrap(parseTxtRegistry({ kind: 'txt', aesKey: KEY.toString() }));
const foo = name('foo.example.org');

const RECORD = '/skydns/org/example/foo/0a1b2c3d';
const record = '{"host":"192.0.2.1","ttl":60,"targetstrip":1}';
const ENTRY = '/skydns/org/example/a-foo/11111111';

const OWN = formatHeritage({ owner: 'k2s', resource: 'service/a/b' }, undefined);

function entryOf(text: string, fields: object = {}): string {
  return JSON.stringify({ text, targetstrip: 1, ...fields });
}

function entry(owner: string): string {
  return entryOf(formatHeritage({ owner, resource: 'service/a/b' }, undefined));
}

/** Whether the record of `foo` is ours beside these keys, and if not, why. */
function ownership(world: World): string {
  const { recordSets, foreign } = world.mirror.observed(foo);
  return recordSets.length > 0 ? 'ours' : (foreign[0] ?? 'nothing');
}

describe('whose a record is', () => {
  test.each<[what: string, key: string, value: string, whose: string]>([
    ['our owner', ENTRY, entry('k2s'), 'ours'],
    ['another owner', ENTRY, entry('other'), '192.0.2.1 (owner other)'],
    ['no quotes', ENTRY, entryOf('heritage=external-dns,external-dns/owner=k2s'), 'ours'],
    ['another tool', ENTRY, entryOf('"heritage=mate,external-dns/owner=k2s"'), '192.0.2.1 (no owner)'],
    ['a text that was cut', ENTRY, entry('k2s').replace(/-dns,.*?"/, '"'), '192.0.2.1 (no owner)'],
    ['our key', ENTRY, entryOf(formatHeritage({ owner: 'k2s', resource: 'x' }, KEY)), 'ours'],
    [
      'another key',
      ENTRY,
      entryOf(formatHeritage({ owner: 'k2s', resource: 'x' }, Buffer.alloc(32))),
      '192.0.2.1 (no owner)',
    ],
    ['another type', ENTRY.replace('a-foo', 'aaaa-foo'), entry('k2s'), '192.0.2.1 (no owner)'],
    ['no type', ENTRY.replace('a-foo', 'foo'), entry('k2s'), 'ours'],
    ['another name', ENTRY.replace('a-foo', 'a-bar'), entry('k2s'), '192.0.2.1 (no owner)'],
    ['binary', ENTRY, '"\\u0000\\u0001', '192.0.2.1 (no owner)'],
    [
      'an owner field of another one',
      ENTRY,
      entryOf('"heritage=external-dns,external-dns/owner=k2s"', { owner: 'other' }),
      '192.0.2.1 (owner other)',
    ],
    [
      'a text that somebody publishes',
      ENTRY,
      entryOf('heritage=external-dns,external-dns/owner=k2s', { origins: ['Service/a/b#x'], owner: 'k2s' }),
      '192.0.2.1 (no owner)',
    ],
  ])('%s', (_, key, value, whose) => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const world = new World(zones, { registry: encrypted });
      const writes = [
        [RECORD, record],
        [key, value],
      ] as const;
      for (const at of order) world.foreign(writes[at] ?? [RECORD, record]);
      expect(ownership(world)).toBe(whose);
    }
  });

  test('it changes with the entry, and whoever asks is told', () => {
    const world = new World(zones, { registry: plain });
    world.foreign([RECORD, record]);
    expect(world.mirror.foreign.examples).toEqual([
      { key: RECORD, reason: 'no owner, no group: it also answers for the names above it' },
    ]);
    expect(world.foreign([ENTRY, entry('k2s')])).toContain(foo);
    expect([ownership(world), world.mirror.foreign.count]).toEqual(['ours', 0]);
    // Of two owners' entries ExternalDNS takes the one whose random key is last.
    expect(world.foreign([`${ENTRY.slice(0, -1)}2`, entry('other')])).toContain(foo);
    expect([ownership(world), world.mirror.foreign.count]).toEqual(['192.0.2.1 (owner other)', 2]);
    world.foreign([`${ENTRY.slice(0, -1)}2`, undefined]);
    expect(ownership(world)).toBe('ours');
    expect(world.foreign([ENTRY, undefined])).toContain(foo);
    expect(ownership(world)).toBe('192.0.2.1 (no owner)');
  });

  test('former owners are ours, by entry and by field', () => {
    const options = { registry: plain, adoptOwners: ['old'] };
    const world = new World(zones, options);
    world.foreign(
      [RECORD, record],
      [ENTRY, entry('old')],
      ['/skydns/org/example/bar/0a1b2c3d', record.replace('}', ',"owner":"old"}')],
    );
    expect(ownership(world)).toBe('ours');
    for (const owner of [foo, name('bar.example.org')]) {
      world.assign({ name: owner, recordSets: [recordSet(owner, 'A', '192.0.2.1')] });
    }
    const fresh = new World(zones, options);
    for (const owner of [foo, name('bar.example.org')]) {
      fresh.assign({ name: owner, recordSets: [recordSet(owner, 'A', '192.0.2.1')] });
    }
    expect(world.store.lines).toEqual(fresh.store.lines);
  });

  test('a text beside an alias, which CoreDNS does not follow then, is none of its own', () => {
    const world = new World(zones, { registry: plain });
    const text = formatHeritage({ owner: 'k2s', resource: 'service/a/b' }, undefined);
    world.foreign([RECORD, JSON.stringify({ host: 'lb.example.net', text, targetstrip: 1 })]);
    expect(world.mirror.observed(foo).recordSets.map(({ type }) => type)).toEqual(['CNAME']);
  });

  test('a wildcard record is known by the replacement in its entry', () => {
    const registry = unwrap(parseTxtRegistry({ kind: 'txt', wildcardReplacement: 'wild' }));
    const world = new World(zones, { registry });
    world.foreign(
      ['/skydns/org/example/*/0a1b2c3d', record],
      ['/skydns/org/example/wild/0a1b2c3d', record],
      ['/skydns/org/example/a-wild/11111111', entry('k2s')],
    );
    expect(world.mirror.observed(name('*.example.org')).recordSets).toHaveLength(1);
    expect(world.mirror.observed(name('wild.example.org')).foreign).toEqual(['192.0.2.1 (no owner)']);
    for (const owner of world.mirror.ownedNames()) world.assign({ name: owner, recordSets: [] });
    expect(world.store.lines).toEqual([`/skydns/org/example/wild/0a1b2c3d ${record}`]);
  });

  test('a reverse name keeps its record and its entry at exact keys', () => {
    const world = new World(['in-addr.arpa'], { registry: plain });
    world.foreign(
      ['/skydns/arpa/in-addr/192/0/2/1', '{"host":"a.example.org"}'],
      [
        '/skydns/arpa/in-addr/192/0/2/ptr-1',
        entryOf(formatHeritage({ owner: 'k2s', resource: 'x' }, undefined), { targetstrip: 0 }),
      ],
    );
    const owner = name('1.2.0.192.in-addr.arpa');
    const [set] = world.mirror.observed(owner).recordSets;
    expect([set?.type, set?.targets[0]?.value]).toEqual(['PTR', 'a.example.org']);
    world.assign({ name: owner, recordSets: [] });
    expect(world.store.lines).toEqual([]);
  });
});

describe('what goes with a name', () => {
  test('a thousand entries that updates left behind', () => {
    const world = new World(zones, { registry: plain });
    const orphans = Array.from(
      { length: 1000 },
      (_, index) => `${ENTRY.slice(0, -4)}${String(index).padStart(4, '0')}`,
    );
    world.foreign([RECORD, record], ...orphans.map((key) => [key, entry('k2s')] as const));
    const plan = unwrap(planKeys(world.asObserved(foo), world.mirror));
    expect(plan.deletes).toHaveLength(1001);
    expect(plan.deletes[0]).toBe(RECORD);
    expect(plan.relied).toHaveLength(1);
  });

  test('those of names that do not exist any more', () => {
    const world = new World(zones, { registry: plain });
    const dirty = world.foreign([ENTRY, entry('k2s')], [ENTRY.replace('a-foo', 'aaaa-bar'), entry('other')]);
    expect(dirty).toContain(foo);
    expect([...world.mirror.ownedNames()]).toEqual([foo]);
    expect(world.mirror.ownedCount).toBe(0);
    world.assign({ name: foo, recordSets: [] });
    expect(world.store.lines).toHaveLength(1);
  });

  test('but not those that speak for no known record without saying a type: a prefix may be forgotten', () => {
    const world = new World(zones, { registry: plain });
    const key = '/skydns/org/example/reg-a-foo/11111111';
    world.foreign([RECORD, record], [key, entry('k2s')]);
    expect(ownership(world)).toBe('192.0.2.1 (no owner)');
    for (const owner of world.mirror.ownedNames()) world.assign({ name: owner, recordSets: [] });
    expect(world.store.entries.has(key)).toBe(true);
  });

  test('an entry in the record of a name with the same key outlives it until its own name is set', () => {
    const bar = name('a-foo.example.org');
    const both = JSON.stringify({
      host: '192.0.2.7',
      text: formatHeritage({ owner: 'k2s', resource: 'x' }, undefined),
      targetstrip: 1,
    });
    for (const order of [
      [bar, foo],
      [foo, bar],
    ]) {
      const world = new World(zones, { registry: plain });
      world.foreign([RECORD, record], [ENTRY, both], ['/skydns/org/example/a-a-foo/11111111', entry('k2s')]);
      expect([ownership(world), world.mirror.observed(bar).recordSets.length]).toEqual(['ours', 1]);
      for (const owner of order) world.assign({ name: owner, recordSets: [] });
      for (const owner of [...world.mirror.ownedNames()]) world.assign({ name: owner, recordSets: [] });
      expect(world.store.lines).toEqual([]);
    }
  });

  test('which is at once where both are set at once', () => {
    const bar = name('a-foo.example.org');
    const both = JSON.stringify({ host: '192.0.2.7', text: OWN, targetstrip: 1 });
    const world = new World(zones, { registry: plain });
    world.foreign([RECORD, record], [ENTRY, both], ['/skydns/org/example/a-a-foo/11111111', entry('k2s')]);
    const draft = world.mirror.draft();
    for (const owner of [bar, foo]) expect(draft.add({ name: owner, recordSets: [] })).toBeUndefined();
    world.mirror.apply(world.store.commit(draft.plan()) ?? []);
    expect(world.store.lines).toEqual([]);
  });
});

test('what an entry gives to us is changed only as long as the entry stands as it was', () => {
  const world = new World(zones, { registry: plain, layout: 'external-dns' });
  const recordSets = [recordSet(foo, 'A', '192.0.2.1')];
  world.foreign([RECORD, record]);
  const own = new World(zones, { registry: plain, layout: 'external-dns' });
  own.assign({ name: foo, recordSets });
  // The very entry that we would write: it stays, and so is not written, but relied upon.
  const [line = ''] = own.store.lines.filter((each) => each.includes('/a-foo/'));
  const [key = '', value] = line.split(' ');
  world.foreign([key, value]);
  const plan = unwrap(planKeys({ name: foo, recordSets }, world.mirror));
  expect(plan.deletes).toEqual([RECORD]);
  expect(plan.compares.map((compare) => compare.key)).toContain(key);
  expect(plan.relied).toEqual([key]);
  world.store.write([[key, entry('other')]]);
  expect(world.store.commit(plan)).toBeUndefined();
});
