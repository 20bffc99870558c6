import { isIP, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isIPv4, looksLikeAddress, parseAddress } from './address.ts';

function read(text: string): string {
  const address = parseAddress(text);
  return address.ok ? `${address.value.family} ${address.value.text}` : address.problem.message;
}

describe('canonical form', () => {
  test.each([
    ['192.0.2.1', '4 192.0.2.1'],
    ['0.0.0.0', '4 0.0.0.0'],
    ['255.255.255.255', '4 255.255.255.255'],
    ['2001:DB8::1', '6 2001:db8::1'],
    ['2001:db8:0:0:0:0:0:1', '6 2001:db8::1'],
    ['2001:0db8:0000:0001:0000:0000:0000:0001', '6 2001:db8:0:1::1'],
    ['2001:db8:0:1:1:1:1:1', '6 2001:db8:0:1:1:1:1:1'],
    ['1:0:0:2:0:0:0:3', '6 1:0:0:2::3'],
    ['1:0:0:2:3:0:0:4', '6 1::2:3:0:0:4'],
    ['::', '6 ::'],
    ['::1', '6 ::1'],
    ['1::', '6 1::'],
    ['64:ff9b::192.0.2.33', '6 64:ff9b::c000:221'],
  ])('%s → %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('what is no address', () => {
  const not = 'is not an IP address';
  test.each([
    ['', not],
    ['192.0.2', not],
    ['192.0.2.1.', not],
    ['192.0.2.256', not],
    ['192.0.2.01', not],
    ['0x7f.0.0.1', not],
    ['3221225985', not],
    [' 192.0.2.1', not],
    ['192.0.2.1\n', not],
    ['١٩٢.0.2.1', not],
    ['192.0.2.1/24', not],
    ['192.0.2.1:80', not],
    ['[2001:db8::1]', not],
    ['2001:db8::1/64', not],
    ['1::2::3', not],
    [':::', not],
    ['1:2:3:4:5:6:7', not],
    ['1:2:3:4:5:6:7:8:9', not],
    ['1:2:3:4:5:6:7:', not],
    ['00001::', not],
    ['g::', not],
    ['::0x7f.1.1.1', not],
    ['::1]/@evil[', not],
    ['shop.example.com', not],
    ['::ffff:192.0.2.1', 'is an IPv4-mapped IPv6 address'],
    ['::FFFF:c000:201', 'is an IPv4-mapped IPv6 address'],
    ['0:0:0:0:0:ffff:0:0', 'is an IPv4-mapped IPv6 address'],
    ['fe80::1%eth0', 'carries a zone identifier'],
    ['fe80::1%25eth0', 'carries a zone identifier'],
  ])('%j %s', (text, why) => {
    expect(read(text)).toContain(why);
  });

  test('a giant is refused with a short message', () => {
    expect(read('1:'.repeat(131_072)).length).toBeLessThan(200);
    expect(read('1.'.repeat(131_072)).length).toBeLessThan(200);
  });
});

describe('for any text', () => {
  const nearAddresses = fc.oneof(
    fc.ipV4(),
    fc.ipV4Extended(),
    fc.ipV6(),
    fc.stringMatching(/^[0-9a-fA-F:.]{0,40}$/),
    fc.stringMatching(/^(?:[0-9a-f]{0,5}:){0,8}[0-9a-f]{0,5}$/),
    fc.string({ unit: 'binary' }),
  );

  test('takes what node:net takes, but for zones and mapped addresses', () => {
    fc.assert(
      fc.property(nearAddresses, (text) => {
        const address = parseAddress(text);
        const exempt = text.includes('%') || (!address.ok && address.problem.message.includes('mapped'));
        if (!exempt) expect(address.ok ? address.value.family : 0).toBe(isIP(text));
        expect(isIPv4(text)).toBe(isIP(text) === 4);
      }),
      { numRuns: 5000 },
    );
  });

  test('the canonical form is one fixed point for all ways of writing an address', () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(groups, (words) => {
        const full = words.map((word) => word.toString(16).toUpperCase().padStart(4, '0')).join(':');
        const address = parseAddress(full);
        if (!address.ok) {
          expect(address.problem.message).toContain('mapped');
          return;
        }
        const { text } = address.value;
        expect(text).toBe(rfc5952(words));
        expect(parseAddress(text)).toEqual(address);
        expect(isIPv6(text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

/** RFC 5952 §4, step by step: lower case, no leading zeros, the first longest run of two or more zeros as `::`. */
function rfc5952(words: readonly number[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (start + length < 8 && words[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const hex = words.map((word) => word.toString(16));
  if (best.length < 2) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
}

test.each([
  ['192.0.2.300', true],
  ['10.0', true],
  ['::zz', true],
  ['shop.example.com', false],
  ['1a.example.com', false],
  ['', false],
])('%j looks like an address: %s', (text, expected) => {
  expect(looksLikeAddress(text)).toBe(expected);
});
