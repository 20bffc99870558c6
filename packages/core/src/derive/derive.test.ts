import { describe, expect, test } from 'vitest';
import type { Claim } from '../claim/claim.ts';
import { unwrap } from '../problem.ts';
import { claims, ingressRef } from '../testing/records.ts';
import { type DeriveOptions, deriver } from './derive.ts';

const text = ({ name, type, ttl, targets, origin }: Claim): string =>
  `${name} ${ttl ?? '-'} ${type} ${targets.join(',')} by ${origin.rule}`;

function derived(options: DeriveOptions, lines: readonly string[], reverse?: boolean): string[] {
  const given = claims(ingressRef('a/x'), ...lines).map((claim) => ({
    ...claim,
    ...(reverse !== undefined && { reverse }),
  }));
  return unwrap(deriver(options))(given).map(text);
}

const web = 'www.example.com 60 A 192.0.2.1,192.0.2.2';
const backToWeb = [
  '1.2.0.192.in-addr.arpa 60 PTR www.example.com by spec.rules[0].host, PTR',
  '2.2.0.192.in-addr.arpa 60 PTR www.example.com by spec.rules[0].host, PTR',
];

describe('PTR records', () => {
  test.each<[what: string, options: DeriveOptions, reverse: boolean | undefined, expected: string[]]>([
    ['none by default', {}, undefined, []],
    ['for all addresses with createPtr', { createPtr: true }, undefined, backToWeb],
    ['for those of an object that asks', {}, true, backToWeb],
    ['not for those of an object that opts out', { createPtr: true }, false, []],
  ])('%s', (_what, options, reverse, expected) => {
    expect(derived(options, [web], reverse)).toEqual(expected);
  });

  test('names of one address share its name', () => {
    expect(
      derived({ createPtr: true }, ['b.example.com - A 192.0.2.1', 'a.example.com - A 192.0.2.1']),
    ).toEqual(['1.2.0.192.in-addr.arpa - PTR a.example.com,b.example.com by spec.rules[0].host, PTR']);
  });

  test('not for wildcards, host names or what is pending', () => {
    expect(
      derived({ createPtr: true }, [
        '*.example.com - A 192.0.2.1',
        'a.example.com - CNAME b.example.com',
        'c.example.com -',
      ]),
    ).toEqual([]);
  });
});

describe('NAT64', () => {
  test('an A record for every AAAA record in a network, and PTR records for both', () => {
    const lines = ['a.example.com 30 AAAA 64:ff9b::c000:201,2001:db8::1', 'b.example.com - AAAA 2001:db8::2'];
    expect(derived({ nat64Networks: ['64:ff9b::/96'] }, lines)).toEqual([
      'a.example.com 30 A 192.0.2.1 by spec.rules[0].host, NAT64',
    ]);
    expect(derived({ nat64Networks: ['64:ff9b::/96'], createPtr: true }, lines.slice(0, 1))).toContain(
      '1.2.0.192.in-addr.arpa 30 PTR a.example.com by spec.rules[0].host, NAT64, PTR',
    );
  });

  test.each(['64:ff9b::/64', '192.0.2.0/24', 'nonsense'])('%s is no network of it', (network) => {
    expect(deriver({ nat64Networks: ['64:ff9b::/96', network] })).toMatchObject({
      ok: false,
      problem: { code: 'SKY_NAT64_NETWORK', message: expect.stringContaining(`"${network}"`) },
    });
  });
});
