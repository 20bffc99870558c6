import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queryFor } from '../fixtures/exchange.ts';
import { assignmentsFrom } from '../fixtures/rr-text.ts';
import { name } from '../fixtures/serve.ts';
import { zonesWith } from '../fixtures/zones.ts';
import { createResponder, type Responder } from '../server/respond.ts';
import { createStatistics, type Statistics } from '../server/statistics.ts';
import type { Zones } from './zones.ts';

interface Instance {
  readonly zones: Zones;
  readonly respond: Responder;
  readonly statistics: Statistics;
}

function instance(records = ''): Instance {
  const zones = zonesWith(['z.test'], assignmentsFrom(records));
  const statistics = createStatistics();
  const respond = createResponder({ zones, statistics, udpSize: 1232, isComplete: () => true });
  return { zones, respond, statistics };
}

function set({ zones }: Instance, records: string): void {
  for (const { name, recordSets } of assignmentsFrom(records)) zones.of(name)?.set(name, recordSets);
}

/** How many answers are compiled for these questions. */
function compiledFor(instance: Instance, questions: readonly string[]): number {
  const before = instance.statistics.compiled;
  for (const question of questions) instance.respond(queryFor(question), 'udp');
  return instance.statistics.compiled - before;
}

test('a change of one name compiles again what depends on it and nothing else, at 10,000 names', () => {
  const plain = Array.from({ length: 10_000 }, (_, i) => `h${i}.z.test - A 10.0.${i >> 8}.${i & 255}`);
  const zone = instance(`${plain.join('\n')}
    alias.z.test   - CNAME  h7.z.test
    chain.z.test   - CNAME  alias.z.test
    _s._tcp.z.test - SRV    0 0 80 h7.z.test
    other.z.test   - CNAME  h8.z.test
    *.w.z.test     - A      192.0.2.1
    wild.z.test    - CNAME  x.w.z.test
    gone.z.test    - CNAME  missing.z.test`);
  const hosts = plain.map((line) => `${line.split(' ')[0]} A`);
  const dependent = ['h7.z.test A', 'alias.z.test A', 'chain.z.test A', '_s._tcp.z.test SRV'];
  const rest = [
    'other.z.test A',
    'wild.z.test A',
    'gone.z.test A',
    'h7.z.test MX',
    'h7.z.test TXT',
    'z.test NS',
  ];
  const all = [...new Set([...hosts, ...dependent, ...rest])];

  expect(compiledFor(zone, all)).toBe(all.length);
  expect(compiledFor(zone, all)).toBe(0);

  set(zone, 'h7.z.test - A 192.0.2.99');
  // All that h7 has of its own, and the three that lead to it.
  expect(compiledFor(zone, ['h7.z.test MX', 'h7.z.test TXT'])).toBe(2);
  expect(compiledFor(zone, all)).toBe(dependent.length);

  set(zone, 'missing.z.test - A 192.0.2.99');
  expect(compiledFor(zone, all)).toBe(1);
  set(zone, 'y.x.w.z.test - A 192.0.2.99');
  expect(compiledFor(zone, all)).toBe(1);
});

test('what does not exist is not remembered, so that questions cannot fill the memory', () => {
  const zone = instance('*.w.z.test - A 192.0.2.1');
  const size = zone.zones.of(name('z.test'))?.nodes.size;
  const questions = ['a.w.z.test A', 'b.w.z.test A', 'nope.z.test A', 'a.b.c.d.z.test TYPE4711'];
  expect(compiledFor(zone, questions)).toBe(questions.length);
  expect(compiledFor(zone, questions)).toBe(questions.length);
  expect(zone.zones.of(name('z.test'))?.nodes.size).toBe(size);
});

test('a name that exists remembers one answer for all types that it cannot have', () => {
  const zone = instance('www.z.test - A 192.0.2.1');
  expect(
    compiledFor(
      zone,
      ['HTTPS', 'CAA', 'TLSA', 'SSHFP', 'NAPTR'].map((type) => `www.z.test ${type}`),
    ),
  ).toBe(1);
});

const names = [
  'z.test',
  'a.z.test',
  'b.z.test',
  'a.b.z.test',
  'c.a.b.z.test',
  '*.z.test',
  '*.b.z.test',
  'ns.z.test',
];
const targets = names
  .filter((text) => !text.startsWith('*'))
  .concat('x.b.z.test', 'y.x.b.z.test', 'out.example');
const questions = [...names, 'x.b.z.test', 'y.x.b.z.test', 'q.a.z.test'].flatMap((text) =>
  ['A', 'CNAME', 'SRV', 'NS', 'SOA', 'TXT', 'DS', 'ANY'].map((type) => `${text} ${type}`),
);

const line = fc.oneof(
  fc.constantFrom('A 192.0.2.1', 'A 192.0.2.2', 'AAAA 2001:db8::1', 'TXT "t"'),
  fc
    .constantFrom(...targets)
    .chain((target) =>
      fc.constantFrom(`CNAME ${target}`, `NS ${target}`, `SRV 0 0 1 ${target}`, `MX 1 ${target}`),
    ),
);
const change = fc.record({ name: fc.constantFrom(...names), lines: fc.uniqueArray(line, { maxLength: 3 }) });

test('after any changes, each answer is that of a server that never had another content', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      const old = instance();
      const content = new Map<string, string>();
      for (const { name: text, lines } of changes) {
        compiledFor(old, questions);
        content.set(text, lines.map((rdata) => `${text} - ${rdata}`).join('\n'));
        old.zones
          .of(name(text))
          ?.set(name(text), assignmentsFrom(content.get(text) ?? '')[0]?.recordSets ?? []);
      }
      const fresh = instance([...content.values()].reverse().join('\n'));
      for (const question of questions) {
        const query = queryFor(question);
        expect(old.respond(query, 'tcp'), question).toEqual(fresh.respond(query, 'tcp'));
      }
      expect(old.statistics.faults).toBe(0);
    }),
    { numRuns: 300 },
  );
});
