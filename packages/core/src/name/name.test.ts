import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseName } from './name.ts';

const label63 = 'a'.repeat(63);

/** The name, or the code of the problem. */
function read(text: string): string {
  const name = parseName(text);
  return name.ok ? name.value : name.problem.code;
}

describe('names as people write them', () => {
  test.each([
    ['shop.example.com', 'shop.example.com'],
    ['SHOP.Example.COM', 'shop.example.com'],
    ['shop.example.com.', 'shop.example.com'],
    ['local', 'local'],
    ['*.example.com', '*.example.com'],
    ['*', '*'],
    ['_ldap._tcp.example.com', '_ldap._tcp.example.com'],
    ['a-.example.com', 'SKY_NAME_LABEL'],
    ['-a.example.com', 'SKY_NAME_LABEL'],
    ['a--b.example.com', 'a--b.example.com'],
    ['1.0.168.192.in-addr.arpa', '1.0.168.192.in-addr.arpa'],
    ['7-eleven.example', '7-eleven.example'],
  ])('%s → %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('what is not a name', () => {
  test.each([
    ['nothing', '', 'SKY_NAME_EMPTY'],
    ['the root', '.', 'SKY_NAME_EMPTY'],
    ['two dots', 'a..b', 'SKY_NAME_LABEL'],
    ['two trailing dots', 'a.example.com..', 'SKY_NAME_LABEL'],
    ['a leading dot', '.example.com', 'SKY_NAME_LABEL'],
    ['a space', 'my shop.example.com', 'SKY_NAME_LABEL'],
    ['spaces around', ' a.example.com ', 'SKY_NAME_LABEL'],
    ['a tab', 'a\t.example.com', 'SKY_NAME_LABEL'],
    ['a NUL', 'a\0.example.com', 'SKY_NAME_LABEL'],
    ['a slash', 'a/b.example.com', 'SKY_NAME_LABEL'],
    ['a port', 'a.example.com:80', 'SKY_NAME_LABEL'],
    ['a URL', 'https://a.example.com', 'SKY_NAME_LABEL'],
    ['a wildcard inside', 'a.*.example.com', 'SKY_NAME_LABEL'],
    ['a wildcard in a label', 'a*.example.com', 'SKY_NAME_LABEL'],
    ['an address', '192.0.2.1', 'SKY_NAME_ADDRESS'],
    ['a short address', '127.1', 'SKY_NAME_ADDRESS'],
    ['a number', '12345', 'SKY_NAME_ADDRESS'],
    ['a full-width number at the end', 'a.１２', 'SKY_NAME_ADDRESS'],
    ['an IPv6 address', '2001:db8::1', 'SKY_NAME_LABEL'],
    ['a lone surrogate', 'a\ud800.example.com', 'SKY_NAME_IDN'],
  ])('%s: %j', (_what, text, code) => {
    expect(read(text)).toBe(code);
  });
});

describe('lengths', () => {
  const name253 = `${`${label63}.`.repeat(3)}${'b'.repeat(61)}`;

  test('253 octets and labels of 63 are the longest', () => {
    expect(name253).toHaveLength(253);
    expect(read(name253)).toBe(name253);
    expect(read(`${name253}.`)).toBe(name253);
    expect(read(`${name253}b`)).toBe('SKY_NAME_LONG');
    expect(read(`${label63}a.example.com`)).toBe('SKY_NAME_LABEL');
  });

  test('an IDN label counts as its A-label', () => {
    expect(read(`${'ü'.repeat(56)}.example.com`)).toMatch(/^xn--/);
    expect(read(`${'ü'.repeat(60)}.example.com`)).toBe('SKY_NAME_LABEL');
    expect(read(`${'ü'.repeat(1000)}.example.com`)).toBe('SKY_NAME_LABEL');
    // Told to be long before the rules for joiners are tried, which take time in the square of the length.
    expect(read(`${'ب\u200c'.repeat(500)}.example.com`)).toBe('SKY_NAME_LABEL');
    expect(read(`${`${'ü'.repeat(30)}.`.repeat(8)}example.com`)).toBe('SKY_NAME_LONG');
  });

  test('a giant is refused unread, with a short message', () => {
    const name = parseName('a.'.repeat(131_072));
    expect(name.ok || name.problem.code).toBe('SKY_NAME_LONG');
    expect(name.ok ? '' : name.problem.message.length).toBeLessThan(200);
  });
});

describe('internationalised names (IDNA 2008, UTS #46 without transition)', () => {
  test.each([
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['bu\u0308cher.example', 'xn--bcher-kva.example'],
    ['XN--Bcher-KVA.example', 'xn--bcher-kva.example'],
    ['straße.example', 'xn--strae-oqa.example'],
    ['ΟΔΟΣ.example', 'xn--pxavbq.example'],
    ['οδος.example', 'xn--pxavbm.example'],
    ['日本語.jp', 'xn--wgv71a119e.jp'],
    ['*.bücher.example', '*.xn--bcher-kva.example'],
    ['ｗｗｗ.example', 'www.example'],
    ['\u212aelvin.example', 'kelvin.example'],
    ['💩.example', 'SKY_NAME_IDN'],
    ['i❤️.example', 'SKY_NAME_IDN'],
    ['1️⃣.example', 'SKY_NAME_IDN'],
    ['a\u202eb.example', 'SKY_NAME_IDN'],
    ['a\u200bb.example', 'SKY_NAME_IDN'],
    ['a。example', 'SKY_NAME_IDN'],
    ['xn--.example', 'SKY_NAME_LABEL'],
    ['xn--a.example', 'SKY_NAME_IDN'],
    ['xn--abc-.example', 'SKY_NAME_LABEL'],
    ['xn--\u00fc.example', 'SKY_NAME_IDN'],
  ])('%s → %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('for any text', () => {
  const nearNames = fc.stringMatching(/^[a-zA-Z0-9_*.\-üßΣс日 ]{0,80}$/);
  const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), nearNames);

  test('a name read again is the same name', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const name = parseName(text);
        if (name.ok) expect(parseName(name.value)).toEqual(name);
      }),
      { numRuns: 2000 },
    );
  });

  test('a name is what the DNS can carry; anything else is a problem with a hint', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const name = parseName(text);
        if (name.ok) {
          expect(name.value).toMatch(/^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.|$))*$|^\*$/);
          expect(name.value).not.toMatch(/\.$|(?:^|\.)[0-9]+$/);
          expect(name.value.length).toBeLessThanOrEqual(253);
        } else {
          expect(name.problem.code).toMatch(/^SKY_NAME_/);
          expect(name.problem.message).toMatch(/\.$/);
          expect(name.problem.hint).toMatch(/\.$/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('case and one trailing dot make no difference', () => {
    fc.assert(
      fc.property(fc.domain(), (domain) => {
        expect(parseName(`${domain.toUpperCase()}.`)).toEqual(parseName(domain));
      }),
    );
  });
});
