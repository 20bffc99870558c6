import { describe, expect, test } from 'vitest';
import { recordSetsFrom } from '../fixtures/rr-text.ts';
import { characterStrings, type Rdata, sizeOf, toRrset } from './rrset.ts';

const hex = (rdata: Rdata | undefined): string =>
  (rdata ?? [])
    .map((part) =>
      typeof part === 'string' ? `<${part.replace(/[^a-z0-9]/g, '.')}>` : Buffer.from(part).toString('hex'),
    )
    .join(' ');

test.each([
  ['A 192.0.2.1', 'c0000201', []],
  ['AAAA 2001:db8::1', '20010db8000000000000000000000001', []],
  ['CNAME www.b', '<.www.b.>', ['\x03www\x01b\0']],
  ['NS ns.b', '<.ns.b.>', ['\x02ns\x01b\0']],
  ['PTR www.b', '<.www.b.>', []],
  ['MX 258 www.b', '0102 <.www.b.>', ['\x03www\x01b\0']],
  ['MX 0 .', '0000 <.>', ['\0']],
  ['SRV 1 2 515 www.b', '0001000202030377777701' + '6200', ['\x03www\x01b\0']],
  ['TXT "é;\\"', '04c3a93b5c', []],
])('%s', (record, want, hosts) => {
  const rrsets = recordSetsFrom(`x.example - ${record}`).map((set) => toRrset(set, 30));
  expect(rrsets.map(({ rdata }) => hex(rdata[0]))).toEqual([want]);
  expect(rrsets[0]?.hosts).toEqual(hosts);
});

test('the default TTL stands in for one that nobody gave', () => {
  const ttls = recordSetsFrom('a.b - A 192.0.2.1\na.b 7 TXT "x"').map((set) => toRrset(set, 30).ttl);
  expect(ttls).toEqual([30, 7]);
});

describe('text as strings of at most 255 octets', () => {
  test.each([
    [0, [0]],
    [1, [1]],
    [255, [255]],
    [256, [255, 1]],
    [600, [255, 255, 90]],
  ])('%i octets', (length, lengths) => {
    const encoded = characterStrings(Buffer.alloc(length, 'x'));
    const read: number[] = [];
    for (let at = 0; at < encoded.length; at += 1 + (encoded[at] ?? 0)) read.push(encoded[at] ?? -1);
    expect(read).toEqual(lengths);
    expect(encoded.length).toBe(length + lengths.length);
  });
});

test('the size of a set is what it takes uncompressed', () => {
  const [mx] = recordSetsFrom('x.example - MX 1 www.b\nx.example - MX 2 www.b').map((set) =>
    toRrset(set, 30),
  );
  if (mx === undefined) throw new Error('no set');
  expect(sizeOf(mx, 11)).toBe(2 * (11 + 10 + 2 + 7));
});
