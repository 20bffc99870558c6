import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Claim } from '../claim/claim.ts';
import { claims, ingressRef, name, rrText } from '../testing/records.ts';
import { type MergeRules, merge } from './merge.ts';

const shop = name('shop.example.com');
const rules: MergeRules = { sharing: 'namespace', sharers: new Set(), incumbents: new Set() };

function merged(all: readonly Claim[], overrides: Partial<MergeRules> = {}) {
  const result = merge(shop, all, { ...rules, ...overrides });
  return {
    records: rrText(result.recordSets),
    conflicts: result.conflicts.map(
      ({ code, origin }) => `${code} ${origin.object.namespace}/${origin.object.name}`,
    ),
  };
}

describe('merge', () => {
  const table: [string, Claim[], Partial<MergeRules>, string[], string[]][] = [
    ['nothing', [], {}, [], []],
    [
      'one claim',
      claims(ingressRef('a/x'), 'shop.example.com 60 A 192.0.2.1'),
      {},
      ['shop.example.com 60 A 192.0.2.1'],
      [],
    ],
    ['a pending claim adds nothing', claims(ingressRef('a/x'), 'shop.example.com -'), {}, [], []],
    [
      'two objects of one namespace unite their targets, at the lowest TTL',
      [
        ...claims(ingressRef('a/x'), 'shop.example.com 60 A 192.0.2.2'),
        ...claims(ingressRef('a/y'), 'shop.example.com 30 A 192.0.2.1,192.0.2.2'),
      ],
      {},
      ['shop.example.com 30 A 192.0.2.1', 'shop.example.com 30 A 192.0.2.2'],
      [],
    ],
    [
      'both families stand side by side',
      claims(ingressRef('a/x'), 'shop.example.com - A 192.0.2.1', 'shop.example.com - AAAA 2001:db8::1'),
      {},
      ['shop.example.com - A 192.0.2.1', 'shop.example.com - AAAA 2001:db8::1'],
      [],
    ],
    [
      'the older object holds the name against another namespace',
      [
        ...claims(ingressRef('a/late', 2000), 'shop.example.com - A 192.0.2.1'),
        ...claims(ingressRef('b/early', 1000), 'shop.example.com - A 192.0.2.2'),
      ],
      {},
      ['shop.example.com - A 192.0.2.2'],
      ['SKY_NAME_HELD a/late'],
    ],
    [
      'an incumbent holds it even against an older object',
      [
        ...claims(ingressRef('a/late', 2000), 'shop.example.com - A 192.0.2.1'),
        ...claims(ingressRef('b/early', 1000), 'shop.example.com - A 192.0.2.2'),
      ],
      { incumbents: new Set(['Ingress/a/late']) },
      ['shop.example.com - A 192.0.2.1'],
      ['SKY_NAME_HELD b/early'],
    ],
    [
      'sharing with anybody unites all namespaces, as ExternalDNS does',
      [
        ...claims(ingressRef('a/x', 2000), 'shop.example.com - A 192.0.2.1'),
        ...claims(ingressRef('b/y', 1000), 'shop.example.com - A 192.0.2.2'),
      ],
      { sharing: 'any' },
      ['shop.example.com - A 192.0.2.1', 'shop.example.com - A 192.0.2.2'],
      [],
    ],
    [
      'a namespace may share by rule',
      [
        ...claims(ingressRef('a/x', 2000), 'shop.example.com - A 192.0.2.1'),
        ...claims(ingressRef('b/y', 1000), 'shop.example.com - A 192.0.2.2'),
      ],
      { sharers: new Set(['a']) },
      ['shop.example.com - A 192.0.2.1', 'shop.example.com - A 192.0.2.2'],
      [],
    ],
    [
      'an address wins over a CNAME, whoever came first',
      [
        ...claims(ingressRef('a/x', 1), 'shop.example.com - CNAME lb.example.net'),
        ...claims(ingressRef('a/y', 2), 'shop.example.com - A 192.0.2.1'),
      ],
      {},
      ['shop.example.com - A 192.0.2.1'],
      ['SKY_CNAME_BESIDE a/x'],
    ],
    [
      'a name has one CNAME: the first of the first claim',
      [
        ...claims(ingressRef('a/x', 2), 'shop.example.com - CNAME c.example.net'),
        ...claims(ingressRef('a/y', 1), 'shop.example.com - CNAME d.example.net,b.example.net'),
      ],
      {},
      ['shop.example.com - CNAME b.example.net'],
      ['SKY_CNAME_SEVERAL a/y', 'SKY_CNAME_SEVERAL a/x'],
    ],
  ];

  test.each(table)('%s', (_, all, overrides, records, conflicts) => {
    expect(merged(all, overrides)).toEqual({ records, conflicts });
  });

  test('every target knows all objects that ask for it', () => {
    const { recordSets } = merge(
      shop,
      [
        ...claims(ingressRef('a/y'), 'shop.example.com - A 192.0.2.1'),
        ...claims(ingressRef('a/x'), 'shop.example.com - A 192.0.2.1'),
      ],
      rules,
    );
    expect(recordSets[0]?.targets).toEqual([
      { value: '192.0.2.1', origins: ['Ingress/a/x#spec.rules[0].host', 'Ingress/a/y#spec.rules[0].host'] },
    ]);
  });

  test('the order of claims makes no difference', () => {
    const claim = fc
      .record({
        object: fc.constantFrom('a/x', 'a/y', 'b/x', 'c/z'),
        createdAt: fc.constantFrom(1, 2, undefined),
        record: fc.constantFrom(
          'A 192.0.2.1',
          'A 192.0.2.2,192.0.2.3',
          'AAAA 2001:db8::1',
          'CNAME x.example.net',
          'CNAME y.example.net',
          'TXT hello',
          '',
        ),
        ttl: fc.constantFrom('-', '30', '60'),
      })
      .map(({ object, createdAt, record, ttl }) =>
        claims(ingressRef(object, createdAt), `shop.example.com ${ttl} ${record}`),
      );
    const shuffled = fc
      .array(claim, { maxLength: 6 })
      .chain((all) =>
        fc.tuple(fc.constant(all.flat()), fc.shuffledSubarray(all.flat(), { minLength: all.flat().length })),
      );
    fc.assert(
      fc.property(
        shuffled,
        fc.constantFrom('namespace' as const, 'any' as const),
        ([all, other], sharing) => {
          const one = merge(shop, all, { ...rules, sharing });
          const two = merge(shop, other, { ...rules, sharing });
          expect(two.recordSets).toEqual(one.recordSets);
          // A CNAME never stands beside anything, and is never two.
          const cname = one.recordSets.find(({ type }) => type === 'CNAME');
          if (cname !== undefined) {
            expect(one.recordSets).toHaveLength(1);
            expect(cname.targets).toHaveLength(1);
          }
        },
      ),
    );
  });
});
