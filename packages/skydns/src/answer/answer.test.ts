import { SkywriterError } from '@skywriter/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extServer, parseRecords } from '../fixtures/servers.ts';
import { parsePrefix } from '../key/key.ts';
import { type Answer, answer, answerSync } from './answer.ts';
import { keySource } from './key-source.ts';
import type { AnswerOptions } from './options.ts';

function ask(question: string, keys: Record<string, string>, more: Partial<AnswerOptions> = {}): Answer {
  const [name = '', type = ''] = question.split(' ');
  return answerSync({ name, type }, { ...optionsFor(keys), ...more });
}

function optionsFor(keys: Record<string, string>): AnswerOptions {
  const entries = Object.entries(keys).map(([key, value]) => ({ key: `/skydns/${key}`, value }));
  return { keys: keySource(entries), zones: ['x.test'], prefix: parsePrefix('skydns'), now: 0 };
}

describe('who is asked', () => {
  test('nobody, for a name outside the zones', () => {
    const refused = { rcode: 'REFUSED', aa: false, answer: [], authority: [] };
    expect(ask('www.example.com A', {})).toMatchObject(refused);
    expect(ask('x.test.example.com A', {})).toMatchObject(refused);
    expect(ask('yx.test A', {})).toMatchObject(refused);
  });

  test('the next plugin, for a name outside the zones', () => {
    const got = ask('a.ext.test A', {}, { next: extServer });
    expect(got).toMatchObject({ rcode: 'NOERROR', answer: [{ rdata: '192.0.2.1' }] });
  });

  test('the next plugin, for a missing name that falls through', () => {
    const next = () => ({ rcode: 'NOERROR', answer: parseRecords('no.x.test. 1 A 192.0.2.9') });
    expect(ask('no.x.test A', {}, { next })).toMatchObject({ rcode: 'NXDOMAIN', aa: true });
    expect(ask('no.x.test A', {}, { next, fallthrough: true }).answer).toHaveLength(1);
    expect(ask('no.x.test A', {}, { next, fallthrough: ['no.x.test'] }).answer).toHaveLength(1);
    expect(ask('no.x.test A', {}, { next, fallthrough: ['y.test'] }).answer).toHaveLength(0);
    expect(ask('no.x.test A', {}, { fallthrough: true })).toMatchObject({ rcode: 'SERVFAIL', aa: false });
  });

  test('the rest of the server, for a target outside the zone', async () => {
    const keys = { 'test/x/a': '{"host":"c.ext.test"}' };
    const chain = ['CNAME c.ext.test.', 'CNAME a.ext.test.', 'A 192.0.2.1'];
    const shown = ({ answer: records }: Answer) => records.map(({ type, rdata }) => `${type} ${rdata}`);
    expect(shown(ask('a.x.test A', keys, { upstream: extServer }))).toEqual(chain);
    expect(shown(ask('a.x.test A', keys))).toEqual(['CNAME c.ext.test.']);
    expect(shown(ask('a.x.test A', keys, { upstream: () => undefined }))).toEqual([]);
    const upstream = async (name: string, type: string) => extServer(name, type);
    const later = await answer({ name: 'a.x.test', type: 'A' }, { ...optionsFor(keys), upstream });
    expect(shown(later)).toEqual(chain);
  });

  test('this very plugin, for a target in another of its zones', () => {
    const keys = { 'test/x/a': '{"host":"b.y.test"}', 'test/y/b': '{"host":"192.0.2.7"}' };
    const got = ask('a.x.test A', keys, { zones: ['x.test', 'y.test'] });
    expect(got.answer.map(({ type }) => type)).toEqual(['CNAME', 'A']);
  });

  test('an upstream that fails makes the question fail', async () => {
    const error = new SkywriterError({ code: 'SKY_TEST', message: 'no route', hint: '' });
    const options = optionsFor({ 'test/x/a': '{"host":"c.ext.test"}' });
    const question = { name: 'a.x.test', type: 'A' };
    const upstream = () => Promise.reject(error);
    await expect(answer(question, { ...options, upstream })).rejects.toBe(error);
    const failing = () => {
      throw error;
    };
    expect(() => answerSync(question, { ...options, upstream: failing })).toThrow(error);
  });
});

describe('records', () => {
  const shown = (records: Answer['answer']) =>
    records.map(({ name, type, rdata }) => `${name} ${type} ${rdata}`);

  test('the glue of an MX keeps the labels that the MX does not', () => {
    const got = ask('m.x.test MX', { 'test/x/m/1': '{"host":"192.0.2.1","mail":true,"targetstrip":1}' });
    expect(shown(got.answer)).toEqual(['m.x.test. MX 10 m.x.test.']);
    expect(shown(got.additional)).toEqual(['1.m.x.test. A 192.0.2.1']);
  });

  test('the addresses of a target bring their alias once', () => {
    const got = ask('s.x.test SRV', { 'test/x/s/1': '{"host":"c.ext.test"}' }, { upstream: extServer });
    expect(shown(got.additional)).toEqual([
      'c.ext.test. CNAME a.ext.test.',
      'a.ext.test. A 192.0.2.1',
      'a.ext.test. AAAA 2001:db8::1',
    ]);
  });

  test('a loop is followed once around', () => {
    const keys = {
      'test/x/a/1': '{"host":"b.x.test"}',
      'test/x/a/2': '{"host":"192.0.2.1"}',
      'test/x/b/1': '{"host":"a.x.test"}',
    };
    expect(shown(ask('a.x.test A', keys).answer)).toEqual([
      'a.x.test. CNAME b.x.test.',
      'b.x.test. CNAME a.x.test.',
      'a.x.test. A 192.0.2.1',
      'a.x.test. A 192.0.2.1',
    ]);
  });

  test('a text cut by upstream is not said to be', () => {
    const keys = { 'test/x/a': '{"host":"a.ext.test"}' };
    const upstream = () => ({ rcode: 'NOERROR', tc: true, answer: [] });
    expect(ask('a.x.test TXT', keys, { upstream }).tc).toBe(false);
    expect(ask('a.x.test A', keys, { upstream }).tc).toBe(true);
  });

  test.each([[['x.test', 'a.x.test']], [['a.x.test', 'x.test']]])(
    'of the zones %j the longest counts',
    (zones) => {
      const got = ask('a.x.test SOA', {}, { zones });
      expect(got.answer[0]?.name).toBe('a.x.test.');
    },
  );
});

test('zones may be networks', () => {
  const keys = { 'arpa/in-addr/10/0/1/7': '{"host":"h.x.test"}' };
  const got = ask('7.1.0.10.in-addr.arpa PTR', keys, { zones: ['10.0.0.0/23'] });
  expect(got.answer).toEqual([{ name: '7.1.0.10.in-addr.arpa.', type: 'PTR', ttl: 300, rdata: 'h.x.test.' }]);
});

test('without the fallback a zone without apex.dns has no addresses', () => {
  const keys = { 'test/x/a/1': '{"host":"192.0.2.1"}' };
  expect(ask('x.test A', keys).answer).toHaveLength(1);
  expect(ask('x.test A', keys, { noApexFallback: true })).toMatchObject({ rcode: 'NXDOMAIN', answer: [] });
});

test('the serial is the time in seconds', () => {
  const got = ask('x.test SOA', {}, { now: 1_788_000_000_999 });
  expect(got.answer[0]?.rdata).toBe('ns.dns.x.test. hostmaster.x.test. 1788000000 7200 1800 86400 30');
});

test.each([
  [{ lease: 10 }, '', 30],
  [{ lease: 100 }, '', 100],
  [{ lease: 100 }, ',"ttl":60', 60],
  [{ lease: 100 }, ',"ttl":600', 100],
  [{ lease: 200_000 }, '', 86_400],
  [{ lease: 0 }, ',"ttl":7', 7],
  [{}, '', 300],
])('a lease of %j beside %j gives the TTL %d', (lease, ttl, expected) => {
  const entry = { key: '/skydns/test/x/a', value: `{"host":"192.0.2.1"${ttl}}`, ...lease };
  const got = ask('a.x.test A', {}, { keys: keySource([entry]) });
  expect(got.answer[0]?.ttl).toBe(expected);
});

describe('what CoreDNS fails at', () => {
  test('a key that has no name, for which it panics', () => {
    const options = {
      prefix: parsePrefix('/'),
      zones: ['.'],
      keys: keySource([{ key: '/', value: '{"host":"192.0.2.1"}' }]),
    };
    expect(ask('. SRV', {}, options)).toMatchObject({
      rcode: 'SERVFAIL',
      aa: false,
      problem: { code: 'SKY_ANSWER_KEY' },
    });
  });

  test('no key at all under the root, for which it asks etcd for the empty key', () => {
    const options = { prefix: parsePrefix('/'), zones: ['.'] };
    expect(ask('. TXT', {}, options)).toMatchObject({
      rcode: 'SERVFAIL',
      problem: { code: 'SKY_ANSWER_EMPTY' },
    });
  });

  test('a name server that is a name', () => {
    const got = ask('x.test NS', { 'test/x/dns/ns/a': '{"host":"ns.x.test"}' });
    expect(got).toMatchObject({ rcode: 'SERVFAIL', aa: true, problem: { code: 'SKY_ANSWER_NS' } });
  });

  test('zones that point at each other, which it follows without end', () => {
    const keys = { 'test/x/a': '{"host":"a.y.test"}', 'test/y/a': '{"host":"a.x.test"}' };
    const got = ask('a.x.test A', keys, { zones: ['x.test', 'y.test'] });
    expect(got).toMatchObject({ rcode: '', problem: { code: 'SKY_ANSWER_LOOP' } });
  });

  test('aliases that multiply, over which it reads and reads', () => {
    const keys: Record<string, string> = {};
    for (const [level, from, to] of product(10, 8, 8)) {
      keys[`test/x/w${level}-${from}/${to}`] = `{"host":"w${level + 1}-${to}.x.test"}`;
    }
    expect(ask('w0-0.x.test A', keys)).toMatchObject({
      rcode: '',
      problem: { code: 'SKY_ANSWER_COST' },
    });
  });

  function* product(a: number, b: number, c: number): Generator<[number, number, number]> {
    for (let i = 0; i < a; i += 1)
      for (let j = 0; j < b; j += 1) for (let k = 0; k < c; k += 1) yield [i, j, k];
  }

  test('a name of more than 255 octets, which no client can decode', () => {
    const host = `${`${'a'.repeat(60)}.`.repeat(5)}x.test`;
    const got = ask('a.x.test SRV', { 'test/x/a': JSON.stringify({ host }) });
    expect(got).toMatchObject({ rcode: '', answer: [], problem: { code: 'SKY_ANSWER_UNPACKABLE' } });
  });

  test.each([
    ['a..x.test', 'FORMERR'],
    [`${'a'.repeat(64)}.x.test`, 'FORMERR'],
  ])('%s cannot be asked for', (name, rcode) => {
    expect(ask(`${name} A`, {})).toMatchObject({ rcode, problem: { code: 'SKY_ANSWER_QUESTION' } });
  });
});

describe('truncation', () => {
  const many = Object.fromEntries(
    Array.from({ length: 5000 }, (_, index) => [
      `test/x/a/${index}`,
      `{"host":"10.0.${index >> 8}.${index & 255}"}`,
    ]),
  );

  test('TCP ends at 64 KiB', () => {
    const got = ask('a.x.test A', many, { transport: { protocol: 'tcp' } });
    expect(got.tc).toBe(true);
    // Each takes a pointer, ten octets of header and an address; the first 12 + 14 octets are the question.
    expect(got.answer).toHaveLength(Math.floor((65_535 - 12 - 14) / 16));
  });

  test('the record that answers EDNS takes room', () => {
    const transport = { protocol: 'udp', edns: 610 } as const;
    expect(ask('a.x.test A', many, { transport }).answer).toHaveLength(Math.floor((610 - 11 - 26) / 16));
  });

  test('targets of SRV are not compressed', () => {
    const services = Object.fromEntries(
      Array.from({ length: 30 }, (_, port) => [`test/x/a/${port}`, `{"host":"b.y.test","port":${port}}`]),
    );
    const got = ask('a.x.test SRV', services, { transport: { protocol: 'udp' } });
    // A pointer, ten octets of header, three numbers, and the ten octets of the target each time.
    expect(got.answer).toHaveLength(Math.floor((512 - 26) / (2 + 10 + 6 + 10)));
  });

  test('an upstream answer is cut like any other, and an answer made of it says so', () => {
    const records = parseRecords(
      Array.from({ length: 60 }, (_, index) => `b.ext.test. 1 A 10.0.0.${index}`).join('\n'),
    );
    const upstream = () => ({ rcode: 'NOERROR', answer: records });
    const keys = { 'test/x/a': '{"host":"b.ext.test"}' };
    const got = ask('a.x.test A', keys, { upstream, transport: { protocol: 'udp' } });
    expect(got.tc).toBe(true);
    expect(ask('a.x.test A', keys, { upstream }).tc).toBe(false);
  });
});

describe('any keys, values and questions', () => {
  const label = fc.constantFrom(
    'a',
    'b',
    '*',
    'any',
    'dns',
    'apex',
    'ns',
    'x1',
    'A',
    '',
    ' ',
    'ü',
    '\\195',
    'a\\.b',
  );
  const key = fc.array(label, { maxLength: 5 }).map((labels) => ['/skydns/test/x', ...labels].join('/'));
  const host = fc.oneof(
    fc.array(label, { maxLength: 4 }).map((labels) => [...labels, 'x', 'test'].join('.')),
    fc.constantFrom('192.0.2.1', '2001:db8::1', 'ext.test', '.', '', 'a..b', '\\', 'a.y.test', 'y.test'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  const message = fc.record(
    {
      host,
      text: fc.oneof(fc.constantFrom('', '\\', 'a\\065'), fc.string({ unit: 'binary', maxLength: 300 })),
      port: fc.constantFrom(0, -1, 80, 65_536, 2 ** 53),
      priority: fc.constantFrom(0, 1, 65_536, -1),
      weight: fc.constantFrom(0, 1, -100, 2 ** 40),
      mail: fc.boolean(),
      ttl: fc.constantFrom(0, 1, 2 ** 32 - 1),
      targetstrip: fc.constantFrom(0, 1, 9, -1, 2 ** 48),
      group: fc.constantFrom('', 'g', 'h'),
    },
    { requiredKeys: ['host'] },
  );
  const value = fc.oneof(
    { weight: 9, arbitrary: message.map((fields) => JSON.stringify(fields)) },
    {
      weight: 1,
      arbitrary: fc.oneof(fc.constantFrom('{}', 'null', '', '[]'), fc.uint8Array({ maxLength: 9 })),
    },
  );
  const entries = fc.array(fc.record({ key, value }), { maxLength: 12 });
  const question = fc.record({
    name: fc.oneof(host, fc.constantFrom('x.test', 'a.x.test', 'b.a.x.test', '.')),
    type: fc.constantFrom('A', 'AAAA', 'TXT', 'CNAME', 'PTR', 'MX', 'SRV', 'SOA', 'NS', 'ANY', 'TYPE65', ''),
  });
  const rest = fc.record({
    zones: fc.constantFrom(['x.test'], ['x.test', 'y.test', 'a.x.test'], ['.'], []),
    prefix: fc.constantFrom('skydns', '/', '/skydns/test').map(parsePrefix),
    transport: fc.constantFrom<NonNullable<AnswerOptions['transport']>>(
      { protocol: 'udp' },
      { protocol: 'tcp' },
      { protocol: 'udp', edns: 600 },
    ),
  });

  test('never throw, answer the same each time, and fit', () => {
    fc.assert(
      fc.property(entries, question, rest, (stored, asked, { zones, prefix, transport }) => {
        const options = { keys: keySource(stored), zones, prefix, transport, now: 0 };
        const got = answerSync(asked, options);
        expect(
          answerSync(asked, { ...options, keys: keySource(stored.toReversed().filter(lastOf(stored))) }),
        ).toEqual(got);
        expect(got.rcode).toMatch(/^(NOERROR|NXDOMAIN|SERVFAIL|REFUSED|FORMERR|)$/);
        if (got.answer.length > 0) expect(got.rcode).toBe('NOERROR');
      }),
      { numRuns: 1500 },
    );
  });

  /** Of equal keys the last one counts, so the order of different ones must not. */
  function lastOf(stored: readonly { key: string }[]): (entry: { key: string }) => boolean {
    return (entry) => stored.findLast((other) => other.key === entry.key) === entry;
  }
});
