import { isBelow, type Name, type RecordSet, type RecordType, unwrap } from '@skywriter/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerSync } from '../answer/answer.ts';
import { keySource } from '../answer/key-source.ts';
import type { AnswerRecord } from '../answer/resource.ts';
import { pathOf } from '../key/key.ts';
import { parseTxtRegistry, type TxtRegistryOptions } from '../registry/registry.ts';
import { ExternalDnsModel, type Wanted } from '../testing/external-dns.ts';
import { KeyStore } from '../testing/key-store.ts';
import { universe } from '../testing/record-sets.ts';
import { name, prefix, recordSet, World } from '../testing/world.ts';

const zones = ['example.org'];
const KEY = 'passphrasewhichneedstobe32bytes!';
/** With each of them every registry entry is in the zone, and none coincides with another one. */
const registries = fc.constantFrom<Omit<TxtRegistryOptions, 'kind'>>(
  { prefix: 'reg.' },
  { prefix: '%{record_type}-reg.' },
  { prefix: 'reg.%{record_type}-', aesKey: KEY, encrypt: true },
  { prefix: 'reg.', aesKey: KEY },
);

const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
const choices: fc.Arbitrary<ReadonlyMap<string, readonly string[]>> = fc.oneof(
  fc.subarray(addresses, { minLength: 1 }).map((targets) => new Map([['A', targets]])),
  fc.constant(
    new Map([
      ['A', ['192.0.2.1']],
      ['AAAA', ['2001:db8::1']],
    ]),
  ),
  // An alias within the zone answers with whatever its target does, which is looked at by itself.
  fc.constantFrom('lb.example.com', 'lb.example.net').map((target) => new Map([['CNAME', [target]]])),
  fc.constant(new Map([['TXT', ['v=spf1 -all']]])),
  fc.constant(new Map<string, readonly string[]>()),
);

function wantedAt(names: readonly string[]): fc.Arbitrary<Wanted> {
  return fc
    .tuple(...names.map(() => choices))
    .map((all) => new Map(names.map((each, index) => [each, all[index] ?? new Map()])))
    .map((wanted) => new Map([...wanted].filter(([, types]) => types.size > 0)))
    .filter((wanted) => wanted.get('example.org')?.has('CNAME') !== true);
}

const others = ['o.example.org', 'p.a.example.org', 'q.ent.example.org'];
const histories = fc.record({
  registry: registries.map((options) => unwrap(parseTxtRegistry({ kind: 'txt', ...options }))),
  strict: fc.boolean(),
  turns: fc.array(
    fc.record({
      wanted: wantedAt(universe),
      other: wantedAt(others),
      steps: fc.constantFrom(1, 3, 1000, 1000),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  order: fc.shuffledSubarray(universe, { minLength: universe.length }),
});

function setsOf(owner: Name, wanted: Wanted): RecordSet[] {
  return [...(wanted.get(owner) ?? [])].map(([type, targets]) => {
    const set = recordSet(owner, type as RecordType, ...targets);
    // ExternalDNS gives TXT records no TTL, and CoreDNS 300 seconds then.
    return type === 'TXT' ? { ...set, ttl: 300 } : set;
  });
}

const asked = [...universe, name('ent.example.org'), ...others.map(name)];
const types = ['A', 'AAAA', 'CNAME', 'TXT', 'SRV'] as const;

/** Answers by question: rcode, then records. SRV weights are percents of whatever else is there. */
function answersOf(world: World, names: readonly Name[] = asked): Map<string, readonly string[]> {
  const line = ({ name: owner, type, ttl, rdata }: AnswerRecord) =>
    `${owner} ${ttl} ${type} ${type === 'SRV' ? rdata.replace(/ \d+/, '') : rdata}`;
  const keys = keySource([...world.store.entries].map(([key, { value }]) => ({ key, value })));
  return new Map(
    names.flatMap((owner) =>
      types.map((type): [string, string[]] => {
        const { rcode, answer } = answerSync({ name: owner, type }, { keys, zones, prefix, now: 0 });
        return [`${owner} ${type}`, [rcode, ...answer.map(line)]];
      }),
    ),
  );
}

test('a canonical layout takes over, name by name, without a wrong answer on the way, and nothing is left', () => {
  fc.assert(
    fc.property(histories, ({ registry, strict, turns, order }) => {
      const store = new KeyStore();
      const before = new ExternalDnsModel(store, { owner: 'k2s', registry, strict });
      const beside = new ExternalDnsModel(store, { owner: 'other', registry, strict });
      for (const { wanted, other, steps } of turns) {
        before.sync(wanted, steps);
        beside.sync(other);
      }
      const wanted = turns.at(-1)?.wanted ?? new Map();
      const world = new World(zones, { registry, store });
      const owned = before.owned();
      // The registry entry of a zone is outside of it, where nothing is ever written.
      const theirs = [...store.entries].filter(
        ([key]) => !owned.has(key) || !key.startsWith('/skydns/org/example/'),
      );
      const alone = new World(zones, { registry, store: storeOf(theirs) });
      for (const owner of order) alone.assign({ name: owner, recordSets: setsOf(owner, wanted) });
      const [old, final] = [answersOf(world), answersOf(alone)];
      const right = ownAnswersOf(store);
      const names = [...new Set([...order, ...world.mirror.ownedNames()])];
      for (const owner of names) {
        world.commit({ name: owner, recordSets: setsOf(owner, wanted) });
        for (const [question, now] of answersOf(world)) {
          const [was = [], will = []] = [old.get(question), final.get(question)];
          const context = `after ${owner}: ${question}\n${store.lines.join('\n')}`;
          const known = new Set([...was, ...will, 'NOERROR', ...leaksInto(question, old, final)]);
          for (const each of now) expect(known, context).toContain(each);
          // A name without records exists only through those below it, which may come after others went.
          const none = wanted.has(question.split(' ')[0] ?? '') ? ['NXDOMAIN'] : ['NXDOMAIN', 'NOERROR'];
          const kept = will.filter((each) => right.get(question)?.includes(each) && !none.includes(each));
          for (const each of kept) expect(now, context).toContain(each);
        }
      }
      for (const owner of [...world.mirror.ownedNames()]) {
        world.assign({ name: owner, recordSets: setsOf(owner, wanted) });
      }
      expect(store.lines).toEqual(alone.store.lines);
    }),
    { numRuns: 40 },
  );
});

/** What the names answer by themselves, without what is below them. */
function ownAnswersOf(store: KeyStore): Map<string, readonly string[]> {
  return new Map(
    asked.flatMap((owner) => {
      const path = pathOf(owner, prefix);
      const own = [...store.entries].filter(
        ([key]) => /^\/[0-9a-f]{8}$/.test(key.slice(path.length)) && key.startsWith(path),
      );
      return [...answersOf(new World(zones, { store: storeOf(own) }), [owner])];
    }),
  );
}

/** What ExternalDNS wrote for a name answers with everything below it, until the name is set. */
function leaksInto(
  question: string,
  ...answers: readonly ReadonlyMap<string, readonly string[]>[]
): string[] {
  const [owner = '', type = ''] = question.split(' ');
  const below = asked.filter((each) => isBelow(each, name(owner)));
  return answers.flatMap((answer) =>
    below.flatMap((each) =>
      (answer.get(`${each} ${type}`) ?? []).map((line) => line.replace(`${each}. `, `${owner}. `)),
    ),
  );
}

function storeOf(entries: Iterable<[string, { value: string }]>): KeyStore {
  const store = new KeyStore();
  store.write([...entries].map(([key, { value }]) => [key, value] as const));
  return store;
}
