import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignmentsFrom } from '../fixtures/rr-text.ts';
import { name } from '../fixtures/serve.ts';
import { wireName } from '../message/wire-name.ts';
import type { SoaOptions } from './apex.ts';
import { countedSerial, type SerialPolicy } from './serial.ts';
import type { Zone } from './zone.ts';
import { createZones } from './zones.ts';

function zoneOf(serial?: SerialPolicy, soa: SoaOptions = {}): Zone {
  const zones = createZones({
    origins: [name('z.test')],
    serversOf: () => [{ host: name('ns.z.test'), addresses: [{ family: 4, text: '192.0.2.53' }] }],
    defaultTtl: 30,
    soa,
    ...(serial === undefined ? {} : { serial }),
  });
  const zone = zones.of(name('z.test'));
  if (zone === undefined) throw new Error('no zone');
  return zone;
}

function set(zone: Zone, records: string): void {
  for (const { name, recordSets } of assignmentsFrom(records)) zone.set(name, recordSets);
}

const own = ['z.test', 'ns.z.test'];
const candidates = [
  'z.test',
  'ns.z.test',
  'a.z.test',
  'b.a.z.test',
  'c.b.a.z.test',
  'd.a.z.test',
  '*.a.z.test',
];

test('a name exists exactly while it or a name below it has records', () => {
  const change = fc.record({ name: fc.constantFrom(...candidates), present: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const zone = zoneOf();
      const present = new Set(own);
      for (const { name: text, present: shall } of changes) {
        zone.set(name(text), shall ? (assignmentsFrom(`${text} - TXT "x"`)[0]?.recordSets ?? []) : []);
        if (shall) present.add(text);
        else if (!own.includes(text)) present.delete(text);
      }
      const existing = candidates.filter((text) =>
        [...present].some((other) => other === text || other.endsWith(`.${text}`)),
      );
      expect([...zone.nodes.keys()].sort()).toEqual(existing.map((text) => wireName(name(text))).sort());
      for (const node of zone.nodes.values()) {
        const children = [...zone.nodes.keys()].filter(
          (key) =>
            key !== node.name &&
            key.endsWith(node.name) &&
            key.length - node.name.length === 1 + key.charCodeAt(0),
        );
        expect(node.children).toBe(children.length);
      }
    }),
  );
});

test('the serial is that of the content, whatever came before', () => {
  const zone = zoneOf();
  const empty = zone.serial;
  set(zone, 'a.z.test - A 192.0.2.1\nb.z.test - A 192.0.2.2');
  const first = zone.serial;
  expect(first).not.toBe(empty);
  set(zone, 'a.z.test - A 192.0.2.2\nb.z.test - A 192.0.2.1');
  expect(zone.serial).not.toBe(first);
  set(zone, 'b.z.test - A 192.0.2.2');
  set(zone, 'a.z.test - A 192.0.2.1');
  expect(zone.serial).toBe(first);

  const replica = zoneOf();
  set(replica, 'b.z.test - A 192.0.2.2\na.z.test - A 192.0.2.1');
  expect(replica.serial).toBe(first);

  zone.set(name('a.z.test'), []);
  zone.set(name('b.z.test'), []);
  expect(zone.serial).toBe(empty);
  expect(zoneOf(undefined, { minimum: 31 }).serial).not.toBe(empty);
});

test('a counted serial grows with each change of content, across 2^32 (RFC 1982), and with nothing else', () => {
  const zone = zoneOf(countedSerial(4_294_967_294));
  expect(zone.serial).toBe(4_294_967_294);
  set(zone, 'a.z.test - A 192.0.2.1');
  expect(zone.serial).toBe(4_294_967_295);
  set(zone, 'a.z.test - A 192.0.2.1');
  expect(zone.serial).toBe(4_294_967_295);
  set(zone, 'a.z.test - A 192.0.2.2');
  expect(zone.serial).toBe(1);
});

test('a target that is not canonical changes nothing', () => {
  const zone = zoneOf();
  const before = { serial: zone.serial, names: zone.nodes.size };
  const targets = [{ value: 'not a host', origins: [] }];
  expect(() =>
    zone.set(name('a.z.test'), [{ name: name('a.z.test'), type: 'CNAME', ttl: 30, targets }]),
  ).toThrow('not a host');
  expect({ serial: zone.serial, names: zone.nodes.size }).toEqual(before);
});
