import { expect, test } from 'vitest';
import type { Claim } from '../claim/claim.ts';
import { claims, ingressRef, name, rrText } from '../testing/records.ts';
import { merge } from './merge.ts';

const ingress = (line: string, object = 'a/x') => claims(ingressRef(object), `shop.example.com ${line}`);
const service = (line: string, object = 'a/s') =>
  claims({ ...ingressRef(object), kind: 'Service' }, `shop.example.com ${line}`);

/** What is published where anybody may share, as ExternalDNS's plan and sources decide it. */
test.each<[what: string, all: Claim[], incumbents: string[], records: string[], lost: string[]]>([
  [
    'objects of one kind unite their targets',
    [...ingress('60 A 192.0.2.1'), ...ingress('30 A 192.0.2.2', 'b/y')],
    [],
    ['30 A 192.0.2.1', '30 A 192.0.2.2'],
    [],
  ],
  [
    'of two kinds that with fewer targets wins',
    [...ingress('- A 192.0.2.1,192.0.2.2'), ...service('- A 192.0.2.9')],
    [],
    ['- A 192.0.2.9'],
    ['SKY_NAME_OTHER_SOURCE Ingress/a/x'],
  ],
  [
    'then that with the lesser address, by its value',
    [...ingress('- A 192.0.2.10'), ...service('- A 192.0.2.9')],
    [],
    ['- A 192.0.2.9'],
    ['SKY_NAME_OTHER_SOURCE Ingress/a/x'],
  ],
  [
    'whoever stands there',
    [...ingress('- A 192.0.2.10'), ...service('- A 192.0.2.9')],
    ['Ingress/a/x'],
    ['- A 192.0.2.9'],
    ['SKY_NAME_OTHER_SOURCE Ingress/a/x'],
  ],
  [
    'nothing is lost where both say the same',
    [...ingress('- A 192.0.2.9'), ...service('- A 192.0.2.9')],
    [],
    ['- A 192.0.2.9'],
    [],
  ],
  [
    'each type is decided for itself',
    [...ingress('- A 192.0.2.1'), ...service('- AAAA 2001:db8::1')],
    [],
    ['- A 192.0.2.1', '- AAAA 2001:db8::1'],
    [],
  ],
  [
    'the least CNAME wins, whatever the age',
    [...ingress('- CNAME b.example.net'), ...ingress('- CNAME a.example.net', 'z/z')],
    [],
    ['- CNAME a.example.net'],
    ['SKY_CNAME_SEVERAL Ingress/a/x'],
  ],
  [
    'an address wins over a CNAME of whatever kind',
    [...ingress('- CNAME b.example.net'), ...service('- A 192.0.2.9')],
    ['Ingress/a/x'],
    ['- A 192.0.2.9'],
    ['SKY_CNAME_BESIDE Ingress/a/x'],
  ],
])('%s', (_what, all, incumbents, records, lost) => {
  const rules = { sharing: 'any', sharers: new Set<string>(), incumbents: new Set(incumbents) } as const;
  for (const claimed of [all, [...all].reverse()]) {
    const { recordSets, conflicts } = merge(name('shop.example.com'), claimed, rules);
    expect(rrText(recordSets)).toEqual(records.map((line) => `shop.example.com ${line}`));
    expect(
      conflicts.map(
        ({ code, origin: { object } }) => `${code} ${object.kind}/${object.namespace}/${object.name}`,
      ),
    ).toEqual(lost);
  }
});
