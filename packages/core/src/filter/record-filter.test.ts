import { describe, expect, test } from 'vitest';
import { unwrap } from '../problem.ts';
import { parseAddress } from '../record/address.ts';
import { claims, ingressRef } from '../testing/records.ts';
import { parseNetwork } from './network.ts';
import { type RecordFilterOptions, recordFilter } from './record-filter.ts';

function admitted(options: RecordFilterOptions, ...lines: readonly string[]): string[] {
  const filter = unwrap(recordFilter(options));
  return claims(ingressRef('a/x'), ...lines).flatMap((claim) => {
    const taken = filter.admit(claim);
    return taken === undefined ? [] : [`${taken.type ?? 'pending'} ${taken.targets.join(',')}`.trim()];
  });
}

const all = [
  'x.example.com - A 192.0.2.1,198.51.100.1',
  'x.example.com - AAAA 2001:db8::1',
  'x.example.com - CNAME lb.example.net',
  'x.example.com - SRV 0 50 80 lb.example.net',
  'x.example.com -',
];

describe('what an output takes', () => {
  test.each<[what: string, options: RecordFilterOptions, expected: string[]]>([
    [
      'everything',
      {},
      [
        'A 192.0.2.1,198.51.100.1',
        'AAAA 2001:db8::1',
        'CNAME lb.example.net',
        'SRV 0 50 80 lb.example.net',
        'pending',
      ],
    ],
    [
      'some types, and what has none yet',
      { types: ['A', 'CNAME'] },
      ['A 192.0.2.1,198.51.100.1', 'CNAME lb.example.net', 'pending'],
    ],
    ['no type', { types: [] }, ['pending']],
    [
      'only a network, in which no host name is',
      { onlyTargets: ['192.0.2.0/24'] },
      ['A 192.0.2.1', 'pending'],
    ],
    [
      'several networks, of both families',
      { onlyTargets: ['198.51.100.7/24', ' 2001:db8::/32 '] },
      ['A 198.51.100.1', 'AAAA 2001:db8::1', 'pending'],
    ],
    [
      'all but a network, host names too',
      { exceptTargets: ['192.0.2.1/32', '2001:db8::/127'] },
      ['A 198.51.100.1', 'CNAME lb.example.net', 'SRV 0 50 80 lb.example.net', 'pending'],
    ],
    [
      'a network less a part of it',
      { onlyTargets: ['0.0.0.0/0'], exceptTargets: ['198.51.100.0/24'] },
      ['A 192.0.2.1', 'pending'],
    ],
  ])('%s', (_what, options, expected) => {
    expect(admitted(options, ...all)).toEqual(expected);
  });

  test('a PTR record made for an address goes with the address', () => {
    const [ptr] = claims(ingressRef('a/x'), '1.2.0.192.in-addr.arpa - PTR x.example.com');
    const back = unwrap(parseAddress('192.0.2.1'));
    const filter = unwrap(recordFilter({ onlyTargets: ['192.0.2.0/24'] }));
    expect(ptr).toBeDefined();
    if (ptr === undefined) return;
    expect(filter.admit(ptr)).toBeUndefined();
    expect(filter.admit({ ...ptr, back })).toEqual({ ...ptr, back });
  });
});

test.each([
  '192.0.2.0',
  '192.0.2.0/33',
  '2001:db8::/129',
  'example.com/24',
  '/24',
  '192.0.2.0/+4',
  '',
  '192.0.2/24',
])('%j is no network', (text) => {
  expect(parseNetwork(text)).toMatchObject({ ok: false, problem: { code: 'SKY_FILTER_NETWORK' } });
  expect(recordFilter({ onlyTargets: ['192.0.2.0/24', text] }).ok).toBe(false);
  expect(recordFilter({ exceptTargets: [text] }).ok).toBe(false);
});
