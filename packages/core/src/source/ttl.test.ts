import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTtl } from './ttl.ts';

test.each([
  ['1', 1],
  ['300', 300],
  ['+300', 300],
  ['2147483647', 2_147_483_647],
  ['10m', 600],
  ['1h30m', 5400],
  ['1.5h', 5400],
  ['1.1h', 3960],
  ['4.1m', 246],
  ['1.5s', 1],
  ['2.9s', 2],
  ['.5m', 30],
  ['1m.5s', 60],
  ['1000ms', 1],
  ['1000000us', 1],
  ['1000000µs', 1],
  ['1000000000ns', 1],
  ['596523h14m7s', 2_147_483_647],
])('%s is %d seconds', (text, expected) => {
  expect(parseTtl(text)).toEqual({ ok: true, value: expected });
});

test.each(['', '0', '-1', '0s', '999ms', '-10m', '2147483648', '596523h14m8s', '9'.repeat(400)])(
  '%.20s is out of range or nothing',
  (text) => {
    expect(parseTtl(text)).toMatchObject({ ok: false, problem: { code: 'SKY_TTL' } });
  },
);

test.each(['abc', '10 m', '1e3', '0x10', '10d', '10M', 'm', '.', '.s', '1.2.3s', '1,5s', '300.0', 'NaN'])(
  '%s is no TTL',
  (text) => {
    expect(parseTtl(text)).toMatchObject({
      ok: false,
      problem: { message: /neither seconds nor a duration/ },
    });
  },
);

test('hours, minutes and seconds add up', () => {
  fc.assert(
    fc.property(fc.nat(9999), fc.nat(99), fc.integer({ min: 1, max: 99 }), (hours, minutes, seconds) => {
      const ttl = parseTtl(`${hours}h${minutes}m${seconds}s`);
      expect(ttl).toEqual({ ok: true, value: hours * 3600 + minutes * 60 + seconds });
    }),
  );
});
