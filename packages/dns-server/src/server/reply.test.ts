import { decode, encode } from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { queryFor, textOf } from '../fixtures/exchange.ts';
import { assignmentsFrom } from '../fixtures/rr-text.ts';
import { zonesWith } from '../fixtures/zones.ts';
import { createResponder, type Responder, type Transport } from './respond.ts';
import { createStatistics } from './statistics.ts';

function responder(records: string, options: { complete?: boolean; udpSize?: number } = {}): Responder {
  return createResponder({
    zones: zonesWith(['example.com'], assignmentsFrom(records)),
    statistics: createStatistics(),
    udpSize: options.udpSize ?? 1232,
    isComplete: () => options.complete ?? true,
  });
}

function answerTo(respond: Responder, query: Buffer, transport: Transport = 'udp'): Buffer {
  const response = respond(query, transport);
  if (response === undefined) throw new Error('no response');
  return response;
}

const addresses = (owner: string, count: number): string =>
  Array.from({ length: count }, (_, i) => `${owner} - A 192.0.${i >> 8}.${i & 255}`).join('\n');

describe('size', () => {
  // 33 octets of header and question, 16 for each A record, 11 for OPT.
  const respond = responder(`${addresses('a29.example.com', 29)}
    ${addresses('a30.example.com', 30)}
    ${addresses('a74.example.com', 74)}
    ${addresses('a75.example.com', 75)}
    ${addresses('a4000.example.com', 4000)}
    a4001.example.com - CNAME a4000.example.com
    srv.example.com - SRV 0 0 80 a30.example.com`);

  test.each<
    [question: string, edns: number | undefined, transport: Transport, records: number, truncated: boolean]
  >([
    ['a29.example.com A', undefined, 'udp', 29, false],
    ['a30.example.com A', undefined, 'udp', 0, true],
    ['a30.example.com A', undefined, 'tcp', 30, false],
    ['a29.example.com A', 512, 'udp', 29, false],
    ['a29.example.com A', 0, 'udp', 29, false],
    ['a30.example.com A', 512, 'udp', 0, true],
    ['a30.example.com A', 523, 'udp', 0, true],
    ['a30.example.com A', 524, 'udp', 30, false],
    ['a74.example.com A', 1232, 'udp', 74, false],
    ['a75.example.com A', 1232, 'udp', 0, true],
    ['a75.example.com A', 4096, 'udp', 0, true],
    ['a75.example.com A', 65_535, 'udp', 0, true],
    ['a75.example.com A', 512, 'tcp', 75, false],
    ['a4000.example.com A', undefined, 'tcp', 4000, false],
    // What may stay because it is whole, stays; what is beside the question goes without a word.
    ['a4001.example.com A', undefined, 'udp', 1, true],
    ['a4001.example.com A', undefined, 'tcp', 4001, false],
    ['srv.example.com SRV', undefined, 'udp', 1, false],
  ])('%s, EDNS %s, %s', (question, edns, transport, records, truncated) => {
    const response = answerTo(respond, queryFor(question, edns === undefined ? {} : { edns }), transport);
    const decoded = decode(response);
    expect(decoded.answers).toHaveLength(records);
    expect(decoded.flag_tc).toBe(truncated);
    expect(decoded.additionals?.filter(({ type }) => type === 'OPT')).toHaveLength(
      edns === undefined ? 0 : 1,
    );
    expect(response.length).toBeLessThanOrEqual(
      transport === 'tcp' ? 65_535 : Math.min(Math.max(512, edns ?? 0), 1232),
    );
  });

  test('what no message can hold is truncated on TCP too', () => {
    const zones = responder(`big.example.com - CNAME ${'b'.repeat(63)}.example.com
      ${addresses(`${'b'.repeat(63)}.example.com`, 4090)}`);
    const decoded = decode(answerTo(zones, queryFor('big.example.com A'), 'tcp'));
    expect(decoded.flag_tc).toBe(true);
    expect(decoded.answers).toHaveLength(1);
  });

  test('the SOA of an absence may be what does not fit', () => {
    const label = 'x'.repeat(40);
    const chain = Array.from(
      { length: 9 },
      (_, i) => `${label}${i}.example.com - CNAME ${label}${i + 1}.example.com`,
    );
    const decoded = decode(answerTo(responder(chain.join('\n')), queryFor(`${label}0.example.com A`)));
    expect(textOf(decoded)[0]).toBe('NXDOMAIN aa tc');
    expect(decoded.authorities).toEqual([]);
  });

  test('glue that a referral needs is not left out in silence (RFC 9471)', () => {
    const referral = responder(
      `sub.example.com - NS ns.sub.example.com\n${addresses('ns.sub.example.com', 40)}`,
    );
    const decoded = decode(answerTo(referral, queryFor('www.sub.example.com A')));
    expect(decoded.flag_tc).toBe(true);
    expect(decoded.authorities).toHaveLength(1);
  });
});

describe('the client’s own', () => {
  const respond = responder('www.example.com - A 192.0.2.1\nalias.example.com - CNAME www.example.com');

  test.each(['www.example.com A', 'alias.example.com A', 'nope.example.com A', 'www.example.org A'])(
    'letter case of %s is echoed',
    (question) => {
      const mixed = question.replace(/[a-z]/g, (letter, index) =>
        index % 3 === 0 ? letter.toUpperCase() : letter,
      );
      const decoded = decode(answerTo(respond, queryFor(mixed)));
      expect(decoded.questions?.[0]?.name).toBe(mixed.split(' ')[0]);
      expect(textOf(decoded).join().toLowerCase()).toBe(
        textOf(decode(answerTo(respond, queryFor(question))))
          .join()
          .toLowerCase(),
      );
    },
  );

  test('ID, RD, CD and opcode', () => {
    for (const [flags, want] of [
      ['0000', '8400'],
      ['0100', '8500'],
      ['0110', '8510'],
      // AD, Z, AA, TC and RA are not the client's to say.
      ['06f0', '8410'],
      ['2100', 'a104'],
    ] as const) {
      const query = queryFor('www.example.com A', { id: 0xbeef });
      Buffer.from(flags, 'hex').copy(query, 2);
      expect(answerTo(respond, query).subarray(0, 4).toString('hex')).toBe(`beef${want}`);
    }
  });

  test('the type and class of the question, where many types share an answer', () => {
    for (const type of ['CAA', 'HTTPS', 'TLSA']) {
      expect(decode(answerTo(respond, queryFor(`www.example.com ${type}`))).questions?.[0]?.type).toBe(
        decode(queryFor(`www.example.com ${type}`)).questions?.[0]?.type,
      );
    }
  });

  test('OPT only if there was one, our size in it, DO repeated (RFC 3225 §3)', () => {
    expect(decode(answerTo(respond, queryFor('www.example.com A'))).additionals).toEqual([]);
    const query = queryFor('www.example.com A', { edns: 4096 });
    expect(answerTo(respond, query).subarray(-11).toString('hex')).toBe('00002904d0000000000000');
    query.writeUInt8(0x80, query.length - 4);
    expect(answerTo(respond, query).subarray(-11).toString('hex')).toBe('00002904d0000080000000');
  });

  test('a version of EDNS that we do not have is BADVERS, and says which we have (RFC 6891 §6.1.3)', () => {
    const query = queryFor('www.example.com A', { edns: 1232 });
    query.writeUInt8(1, query.length - 5);
    const response = answerTo(respond, query);
    expect(response.subarray(-11).toString('hex')).toBe('00002904d0010000000000');
    expect(response.readUInt16BE(2) & 15).toBe(0);
    expect(decode(response).answers).toEqual([]);
  });
});

describe('extended errors (RFC 8914)', () => {
  const incomplete = responder('www.example.com - A 192.0.2.1', { complete: false });
  test.each([
    ['www.example.com A', 'SERVFAIL', 14],
    ['nope.example.com A', 'SERVFAIL', 14],
    ['www.example.org A', 'REFUSED', 20],
  ])('%s is %s, with the reason where there is EDNS', (question, rcode, reason) => {
    const plain = decode(answerTo(incomplete, queryFor(question)));
    expect(textOf(plain)).toEqual([rcode]);
    const response = answerTo(incomplete, queryFor(question, { edns: 1232 }));
    expect(textOf(decode(response))).toEqual([rcode]);
    expect(response.subarray(-8).toString('hex')).toBe(`0006000f0002${reason.toString(16).padStart(4, '0')}`);
  });
});

describe('compression (RFC 1035 §4.1.4)', () => {
  test('a name is written once', () => {
    const respond = responder(`${addresses('www.example.com', 3)}
      example.com - MX 10 www.example.com
      example.com - MX 20 mail.www.example.com`);
    const response = answerTo(respond, queryFor('example.com MX'));
    const count = (label: string) => response.toString('latin1').split(label).length - 1;
    expect([count('example'), count('www'), count('mail')]).toEqual([1, 1, 1]);
    expect(response.length).toBeLessThan(encode(decode(response)).length);
  });

  test('the target of SRV is not compressed (RFC 2782)', () => {
    const respond = responder('_s._tcp.example.com - SRV 1 2 3 www.example.com');
    const response = answerTo(respond, queryFor('_s._tcp.example.com SRV'));
    expect(response.subarray(-17).toString('latin1')).toBe('\x03www\x07example\x03com\0');
  });

  test('names beyond the reach of a pointer are written out', () => {
    const servers = Array.from(
      { length: 1600 },
      (_, i) => `example.com - MX ${1000 + i} host${i >> 1}.example.net`,
    );
    const decoded = decode(answerTo(responder(servers.join('\n')), queryFor('example.com MX'), 'tcp'));
    expect(textOf(decoded)).toEqual([
      'NOERROR aa',
      ...servers.map((line) => `an ${line.replace(' - ', ' 30 ')}`),
    ]);
  });
});

test('an error of ours at one question is SERVFAIL, is counted, and ends nothing', () => {
  const statistics = createStatistics();
  const broken = {
    ...zonesWith(['example.com']),
    find: () => {
      throw new Error('a defect');
    },
  };
  const respond = createResponder({ zones: broken, statistics, udpSize: 1232, isComplete: () => true });
  expect(textOf(decode(answerTo(respond, queryFor('www.example.com A'))))).toEqual(['SERVFAIL']);
  expect(statistics.faults).toBe(1);
});
