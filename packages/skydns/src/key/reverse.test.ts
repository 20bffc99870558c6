import { expect, test } from 'vitest';
import { reverseName, reverseZones } from './reverse.ts';

test.each([
  ['192.0.2.1', '1.2.0.192.in-addr.arpa'],
  ['2001:db8::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ['::ffff:192.0.2.1', '1.2.0.192.in-addr.arpa'],
  ['192.0.2.01', undefined],
  ['example.com', undefined],
])('the reverse name of %s is %s', (address, name) => {
  expect(reverseName(address)).toBe(name);
});

test.each([
  ['10.0.0.0/8', ['10.in-addr.arpa']],
  ['10.1.0.0/24', ['0.1.10.in-addr.arpa']],
  ['10.0.2.0/23', ['2.0.10.in-addr.arpa', '3.0.10.in-addr.arpa']],
  ['10.0.3.9/23', ['2.0.10.in-addr.arpa', '3.0.10.in-addr.arpa']],
  ['10.1.2.3/32', ['3.2.1.10.in-addr.arpa']],
  ['0.0.0.0/0', ['in-addr.arpa']],
  ['2001:db8::/32', ['8.b.d.0.1.0.0.2.ip6.arpa']],
  ['2001:db8::/31', ['8.b.d.0.1.0.0.2.ip6.arpa', '9.b.d.0.1.0.0.2.ip6.arpa']],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0', undefined],
  ['example.com', undefined],
  ['a/8', undefined],
])('the zones of %s are %j', (network, zones) => {
  expect(reverseZones(network)).toEqual(zones);
});
