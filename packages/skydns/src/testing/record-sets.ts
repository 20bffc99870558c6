import type { Name, RecordSet, RecordType } from '@skywriter/core';
import fc from 'fast-check';
import { refusals } from '../layout/refuses.ts';
import { name, recordSet } from './world.ts';

/** Names close to each other: a zone, what is below it at several depths, and labels that sort before ids. */
export const universe = [
  'example.org',
  'a.example.org',
  'b.a.example.org',
  '1c.a.example.org',
  'd.b.a.example.org',
  'sub.example.org',
  'x.sub.example.org',
  'y.z.sub.example.org',
  '_tcp.a.example.org',
  'long-label-that-is-not-short.example.org',
].map(name);

const addresses = fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3');
const addresses6 = fc.constantFrom('2001:db8::1', '2001:db8::2');
const hosts = fc.constantFrom('a.example.org', 'x.sub.example.org', 'lb.example.net', 'nowhere.example.org');
const texts = fc.oneof(
  fc.constantFrom(
    'v=spf1 -all',
    'back\\slash',
    'semi;colon "quoted"',
    'ü',
    '\\065',
    'x'.repeat(255),
    'y'.repeat(300),
  ),
  fc.string({ unit: fc.constantFrom('a', '\\', 'é', '1', '"'), minLength: 1, maxLength: 8 }),
);
const uint16 = fc.constantFrom(0, 1, 10, 65_535);
const srv = fc.tuple(uint16, uint16, uint16, hosts).map((parts) => parts.join(' '));
const mx = fc.oneof(
  fc.tuple(uint16, hosts).map((parts) => parts.join(' ')),
  fc.constant('0 .'),
);

const values: Record<Exclude<RecordType, 'NS'>, fc.Arbitrary<string>> = {
  A: addresses,
  AAAA: addresses6,
  CNAME: hosts,
  TXT: texts,
  SRV: srv,
  MX: mx,
  PTR: hosts,
};

/** Record sets that one name may have in CoreDNS's etcd plugin. */
export function recordSetsOf(owner: Name, zones: readonly Name[]): fc.Arbitrary<readonly RecordSet[]> {
  const types: readonly (readonly (keyof typeof values)[])[] = [
    [],
    ['A'],
    ['A', 'AAAA'],
    ['A', 'TXT'],
    ['TXT'],
    ['SRV'],
    ['A', 'SRV'],
    ['MX', 'TXT', 'A'],
    ['MX'],
    ['PTR'],
    ['CNAME'],
  ];
  return fc
    .constantFrom(...types)
    .chain((chosen) =>
      fc.tuple(
        ...chosen.map((type) => {
          const maxLength = type === 'CNAME' || type === 'PTR' ? 1 : 3;
          return fc
            .uniqueArray(values[type], { minLength: 1, maxLength })
            .map((targets) => recordSet(owner, type, ...targets));
        }),
      ),
    )
    .filter((sets) => refusals(sets, zones).length === 0);
}
