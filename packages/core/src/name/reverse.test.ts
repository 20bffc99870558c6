import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unwrap } from '../problem.ts';
import { parseAddress } from '../record/address.ts';
import { parseName } from './name.ts';
import { reverseName } from './reverse.ts';

const reverse = (text: string) => reverseName(unwrap(parseAddress(text)));

test.each([
  ['192.0.2.1', '1.2.0.192.in-addr.arpa'],
  ['2001:db8::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ['::', `${'0.'.repeat(32)}ip6.arpa`],
  ['fe80::', `${'0.'.repeat(28)}0.8.e.f.ip6.arpa`],
  ['::1', `1.${'0.'.repeat(31)}ip6.arpa`],
])('%s: %s', (address, name) => {
  expect(reverse(address)).toBe(name);
});

test('the name of any address is a name, and tells the address', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseAddress(text);
      if (!address.ok) return;
      const name = reverseName(address.value);
      expect(parseName(name)).toEqual({ ok: true, value: name });
      const labels = name.split('.').slice(0, -2).reverse();
      const back =
        address.value.family === 4 ? labels.join('.') : (labels.join('').match(/.{4}/g) ?? []).join(':');
      expect(unwrap(parseAddress(back))).toEqual(address.value);
    }),
  );
});
