import { decode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { queryFor } from '../fixtures/exchange.ts';
import { assignmentsFrom } from '../fixtures/rr-text.ts';
import { zonesWith } from '../fixtures/zones.ts';
import { createResponder, type Transport } from '../server/respond.ts';
import { createStatistics } from '../server/statistics.ts';
import { RCODE } from './codes.ts';
import { MAX_QUERY, parseQuery } from './query.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replace(/\s/g, ''), 'hex');
const header = (counts: string, flags = '0100') => `1267 ${flags} ${counts}`;
const question = '03777777 07657861 6d706c65 03636f6d 00 0001 0001';
const opt = '00 0029 04d0 00 00 0000 0000';

test.each<[what: string, hex: string, rcode: number | undefined]>([
  ['nothing', '', undefined],
  ['eleven octets', '1267 0100 0001 0000 0000 00', undefined],
  ['a response', `${header('0001 0000 0000 0000', '8100')} ${question}`, undefined],
  ['a query', `${header('0001 0000 0000 0000')} ${question}`, RCODE.NOERROR],
  ['a query for the root', `${header('0001 0000 0000 0000')} 00 0002 0001`, RCODE.NOERROR],
  ['a query with OPT', `${header('0001 0000 0000 0001')} ${question} ${opt}`, RCODE.NOERROR],
  [
    'a query with a cookie',
    `${header('0001 0000 0000 0001')} ${question} 00 0029 04d0 00 00 0000 000c 000a 0008 0102030405060708`,
    RCODE.NOERROR,
  ],
  [
    'an IXFR query with its SOA',
    `${header('0001 0000 0001 0000')} 076578616d706c65 00 00fb 0001 c00c 0006 0001 00000000 0001 00`,
    RCODE.NOERROR,
  ],
  [
    'two authority records',
    `${header('0001 0000 0002 0000')} ${question} ${'00 0001 0001 00000000 0000'.repeat(2)}`,
    RCODE.FORMERR,
  ],
  [
    'a newer EDNS',
    `${header('0001 0000 0000 0001')} ${question} 00 0029 04d0 00 01 0000 0000`,
    RCODE.BADVERS,
  ],
  ['NOTIFY', `${header('0001 0000 0000 0000', '2000')} ${question}`, RCODE.NOTIMP],
  ['UPDATE without anything', header('0000 0000 0000 0000', '2800'), RCODE.NOTIMP],
  ['no question', header('0000 0000 0000 0000'), RCODE.FORMERR],
  ['two questions', `${header('0002 0000 0000 0000')} ${question} ${question}`, RCODE.FORMERR],
  ['an answer', `${header('0001 0001 0000 0000')} ${question}`, RCODE.FORMERR],
  ['no type', `${header('0001 0000 0000 0000')} 0377777700`, RCODE.FORMERR],
  ['half a class', `${header('0001 0000 0000 0000')} ${question.slice(0, -2)}`, RCODE.FORMERR],
  ['an unending name', `${header('0001 0000 0000 0000')} 03777777`, RCODE.FORMERR],
  ['a label beyond the end', `${header('0001 0000 0000 0000')} 3f777777`, RCODE.FORMERR],
  ['a pointer to itself', `${header('0001 0000 0000 0000')} c00c 0001 0001`, RCODE.FORMERR],
  ['a label of 64', `${header('0001 0000 0000 0000')} 40${'61'.repeat(64)} 00 0001 0001`, RCODE.FORMERR],
  [
    'a name of 255',
    `${header('0001 0000 0000 0000')} ${`3f${'61'.repeat(63)}`.repeat(3)} 3d${'61'.repeat(61)} 00 0001 0001`,
    RCODE.NOERROR,
  ],
  [
    'a name of 256',
    `${header('0001 0000 0000 0000')} ${`3f${'61'.repeat(63)}`.repeat(3)} 3e${'61'.repeat(62)} 00 0001 0001`,
    RCODE.FORMERR,
  ],
  ['something after the end', `${header('0001 0000 0000 0000')} ${question} 00`, RCODE.FORMERR],
  ['less than announced', `${header('0001 0000 0000 0001')} ${question}`, RCODE.FORMERR],
  ['two OPT', `${header('0001 0000 0000 0002')} ${question} ${opt} ${opt}`, RCODE.FORMERR],
  [
    'OPT below the root',
    `${header('0001 0000 0000 0001')} ${question} 016100 0029 04d0 00 00 0000 0000`,
    RCODE.FORMERR,
  ],
  [
    'an option beyond OPT',
    `${header('0001 0000 0000 0001')} ${question} 00 0029 04d0 00 00 0000 0004 000a 0008`,
    RCODE.FORMERR,
  ],
  [
    'OPT beyond the end',
    `${header('0001 0000 0000 0001')} ${question} 00 0029 04d0 00 00 0000 0004`,
    RCODE.FORMERR,
  ],
  ['five additional records', `${header('0001 0000 0000 0005')} ${question} ${opt}`, RCODE.FORMERR],
  [
    'more than any query needs',
    `${header('0001 0000 0000 0001')} ${question} 00 0029 04d0 00 00 0000 1000 000c 0ffc ${'00'.repeat(4092)}`,
    RCODE.FORMERR,
  ],
])('%s', (_what, hex, rcode) => {
  expect(parseQuery(bytes(hex))?.rcode).toBe(rcode);
});

test('what OPT says, with sizes below 512 as 512 (RFC 6891 §6.2.3)', () => {
  const withOpt = (hex: string) =>
    parseQuery(bytes(`${header('0001 0000 0000 0001')} ${question} ${hex}`))?.edns;
  expect(withOpt(opt)).toEqual({ size: 1232, version: 0, dnssecOk: false });
  expect(withOpt('00 0029 0010 00 00 8000 0000')).toEqual({ size: 512, version: 0, dnssecOk: true });
});

describe('whatever comes', () => {
  const zones = zonesWith(
    ['example.com'],
    assignmentsFrom(`
      www.example.com - A 192.0.2.1
      *.example.com   - TXT "${'long '.repeat(200)}"
      alias.example.com - CNAME www.example.com
      sub.example.com - NS ns.example.net
      ${Array.from({ length: 100 }, (_, i) => `many.example.com - A 192.0.2.${i}`).join('\n')}`),
  );
  const statistics = createStatistics();
  const respond = createResponder({ zones, statistics, udpSize: 1232, isComplete: () => true });

  function holds(message: Buffer, transport: Transport): void {
    const response = respond(message, transport);
    const silent = message.length < 12 || ((message[2] ?? 0) & 0x80) !== 0;
    expect(response === undefined).toBe(silent);
    if (response === undefined) return;
    const query = parseQuery(message);
    const limit = transport === 'tcp' ? 65_535 : Math.min(query?.edns?.size ?? 512, 1232);
    expect(response.length).toBeLessThanOrEqual(limit);
    expect(response.subarray(0, 2)).toEqual(message.subarray(0, 2));
    expect(() => decode(response)).not.toThrow();
    if (query !== undefined && query.nameEnd > 0) {
      expect(response.subarray(12, query.nameEnd + 4)).toEqual(message.subarray(12, query.nameEnd + 4));
    }
    expect(statistics.faults).toBe(0);
  }

  const transport = fc.constantFrom<Transport>('udp', 'tcp');
  const octets = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

  test('arbitrary octets', () => {
    fc.assert(fc.property(octets(600), transport, holds), { numRuns: 2000 });
  });

  test('arbitrary octets after the header of a query', () => {
    const counts = fc.constantFrom('0001 0000 0000 0000', '0001 0000 0000 0001', '0001 0000 0001 0003');
    fc.assert(
      fc.property(counts, octets(400), transport, (count, rest, via) =>
        holds(Buffer.concat([bytes(header(count)), rest]), via),
      ),
      { numRuns: 2000 },
    );
  });

  test('queries with octets changed, cut or added', () => {
    const names = ['www', 'WWW', 'nope', 'alias', 'many', 'x.sub', 'a.b.c'].map(
      (label) => `${label}.example.com`,
    );
    const valid = fc
      .record({
        name: fc.constantFrom(...names, 'example.com', '.', 'example.org'),
        type: fc.constantFrom('A', 'TXT', 'SOA', 'NS', 'ANY', 'AXFR', 'HTTPS'),
        edns: fc.option(fc.constantFrom(0, 512, 513, 1232, 4096, 65_535), { nil: undefined }),
      })
      .map(({ name, type, edns }) => queryFor(`${name} ${type}`, edns === undefined ? {} : { edns }));
    const mutations = fc.array(fc.record({ at: fc.nat(600), value: fc.integer({ min: 0, max: 255 }) }), {
      maxLength: 4,
    });
    const cut = fc.option(fc.nat(80), { nil: undefined });
    fc.assert(
      fc.property(valid, mutations, cut, octets(3), transport, (query, changes, length, tail, via) => {
        const message = Buffer.concat([query.subarray(0, length ?? query.length), tail]);
        for (const { at, value } of changes) if (message.length > 0) message[at % message.length] = value;
        holds(message, via);
      }),
      { numRuns: 4000 },
    );
  });

  test('the largest of messages, made of pointers', () => {
    const message = Buffer.alloc(65_535, 0xc0);
    bytes(header('0001 0000 0000 0004')).copy(message);
    holds(message, 'tcp');
    holds(message.subarray(0, MAX_QUERY), 'udp');
  });
});
