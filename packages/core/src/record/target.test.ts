import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RecordType, recordTypes } from './record-set.ts';
import { parseMx, parseSrv, parseTarget } from './target.ts';

function read(type: RecordType, text: string): string {
  const target = parseTarget(type, text);
  return target.ok ? target.value : target.problem.code;
}

test.each<[type: RecordType, text: string, expected: string]>([
  ['A', '192.0.2.1', '192.0.2.1'],
  ['A', '2001:db8::1', 'SKY_TARGET'],
  ['A', '192.0.2.256', 'SKY_ADDRESS'],
  ['A', 'shop.example.com', 'SKY_ADDRESS'],
  ['AAAA', '2001:DB8:0::1', '2001:db8::1'],
  ['AAAA', '192.0.2.1', 'SKY_TARGET'],
  ['AAAA', '::ffff:192.0.2.1', 'SKY_ADDRESS'],
  ['AAAA', 'fe80::1%eth0', 'SKY_ADDRESS'],
  ['CNAME', 'LB.Example.net.', 'lb.example.net'],
  ['CNAME', '*.example.net', 'SKY_TARGET'],
  ['CNAME', '192.0.2.1', 'SKY_NAME_ADDRESS'],
  ['CNAME', '.', 'SKY_NAME_EMPTY'],
  ['NS', 'ns1.example.com', 'ns1.example.com'],
  ['PTR', 'host.example.com.', 'host.example.com'],
  ['SRV', '0 50 30080 Host.example.com.', '0 50 30080 host.example.com'],
  ['SRV', '  00 5\t80  h.example. ', '0 5 80 h.example'],
  ['SRV', '0 0 0 .', '0 0 0 .'],
  ['SRV', '0 50 65536 h.example', 'SKY_TARGET'],
  ['SRV', '0 50 -1 h.example', 'SKY_TARGET'],
  ['SRV', '0 50 0x50 h.example', 'SKY_TARGET'],
  ['SRV', '0 50 80', 'SKY_TARGET'],
  ['SRV', '0 50 80 h.example extra', 'SKY_TARGET'],
  ['SRV', '0 50 80 *.example', 'SKY_TARGET'],
  ['MX', '10 Mail.example.com.', '10 mail.example.com'],
  ['MX', '0 .', '0 .'],
  ['MX', 'mail.example.com', 'SKY_TARGET'],
  ['MX', '10 192.0.2.1', 'SKY_NAME_ADDRESS'],
  ['TXT', 'v=spf1 -all', 'v=spf1 -all'],
  ['TXT', '', ''],
  ['TXT', ' "quoted" \\ ', ' "quoted" \\ '],
  ['TXT', 'lone \ud800', 'SKY_TARGET'],
])('%s %j → %s', (type, text, expected) => {
  expect(read(type, text)).toBe(expected);
});

test('a TXT record may be as long as a DNS message can carry, and no longer', () => {
  expect(read('TXT', 'a'.repeat(64_986))).toHaveLength(64_986);
  expect(read('TXT', 'a'.repeat(64_987))).toBe('SKY_TARGET');
  expect(read('TXT', 'ü'.repeat(32_494))).toBe('SKY_TARGET');
});

test('structured values are read into their parts', () => {
  expect(parseSrv('1 2 3 h.example')).toEqual({
    ok: true,
    value: { priority: 1, weight: 2, port: 3, host: 'h.example' },
  });
  expect(parseMx('10 m.example')).toEqual({ ok: true, value: { preference: 10, exchange: 'm.example' } });
});

describe('for any text', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.ipV4(),
    fc.ipV6(),
    fc.domain(),
    fc.tuple(fc.nat(70_000), fc.domain()).map(([number, host]) => `${number} ${host}`),
    fc.tuple(fc.nat(70_000), fc.nat(70_000), fc.nat(70_000), fc.domain()).map((parts) => parts.join(' ')),
  );

  test('a canonical value is read as itself, and survives UTF-8', () => {
    fc.assert(
      fc.property(fc.constantFrom(...recordTypes), anything, (type, text) => {
        const target = parseTarget(type, text);
        if (!target.ok) return;
        expect(parseTarget(type, target.value)).toEqual(target);
        expect(Buffer.from(target.value).toString()).toBe(target.value);
      }),
      { numRuns: 3000 },
    );
  });
});
