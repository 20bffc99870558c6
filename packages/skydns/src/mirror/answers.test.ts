import type { Name, RecordSet } from '@skywriter/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AskedType,
  answeredValue,
  askedTypes,
  exists,
  expectedValues,
  residue,
  type Zone,
} from '../testing/expectation.ts';
import { recordSetsOf, universe } from '../testing/record-sets.ts';
import { name, World } from '../testing/world.ts';

const zoneChoices = [['example.org'], ['example.org', 'sub.example.org']] as const;

/** A history of assignments; of each name the last one counts. */
const histories = fc.constantFrom(...zoneChoices).chain((zones) =>
  fc.record({
    zones: fc.constant(zones),
    history: fc.array(
      fc
        .constantFrom(...universe)
        .chain((owner) =>
          recordSetsOf(owner, zones.map(name)).map((recordSets) => ({ name: owner, recordSets })),
        ),
      { maxLength: 12 },
    ),
  }),
);

function finalOf(
  history: readonly { name: Name; recordSets: readonly RecordSet[] }[],
): Map<Name, readonly RecordSet[]> {
  return new Map(history.map(({ name: owner, recordSets }) => [owner, recordSets]));
}

function check(world: World, zone: Zone, asked: Name, type: AskedType): void {
  const reply = world.ask(asked, type);
  const sets = zone.get(asked) ?? [];
  const context = `${asked} ${type}\n${world.store.lines.join('\n')}`;
  const except = residue(asked, type, zone);
  expect(reply.rcode, context).toBe(exists(asked, zone) ? 'NOERROR' : 'NXDOMAIN');
  const alias = sets.some((set) => set.type === 'CNAME');
  const own = reply.answer.filter((record) => record.name === `${asked}.`);
  if (except === 'leaf' || except === 'hidden-alias') return;
  const relevant = own.filter((record) => record.type === type);
  const answered = relevant.map(({ rdata }) => answeredValue(rdata, type));
  expect(withoutEchoes(answered, except).sort(), context).toEqual(expectedValues(sets, type));
  for (const record of relevant) expect(record.ttl, context).toBe(60);
  if (alias && (type === 'A' || type === 'AAAA' || type === 'TXT')) checkAlias(world, zone, { asked, type });
  if (except === undefined && !alias) expect(reply.answer.length, context).toBe(relevant.length);
}

/** An alias that CoreDNS makes of other records may lead back to its owner, whose records then come once more. */
function withoutEchoes(values: readonly string[], except: string | undefined): string[] {
  return except === 'alias' || except === 'reverse-parent' ? [...new Set(values)] : [...values];
}

/** An alias leads to what its target has, and is left out where a target in the zone has nothing (CoreDNS). */
function checkAlias(world: World, zone: Zone, { asked, type }: { asked: Name; type: AskedType }): void {
  const target = zone.get(asked)?.[0]?.targets[0]?.value ?? '';
  const there = zone.get(name(target)) ?? [];
  const inZone = universe.some((each) => each === target || target.endsWith('.example.org'));
  const values = expectedValues(there, type);
  const loops = target === asked || target.endsWith(`.${asked}`);
  if (loops || (there.length > 0 && there.every((set) => ['CNAME', 'SRV', 'MX', 'PTR'].includes(set.type))))
    return;
  const [first, ...rest] = world.ask(asked, type).answer;
  expect(first?.rdata).toBe(!inZone || values.length > 0 ? `${target}.` : first?.rdata);
  const led = rest
    .filter((record) => record.type === type && record.name === `${target}.`)
    .map(({ rdata }) => answeredValue(rdata, type));
  const except = residue(asked, type, zone) ?? residue(name(target), type, zone);
  expect(withoutEchoes(led, except).sort()).toEqual(values);
}

describe('what CoreDNS answers', () => {
  test('is what the record sets say, for every name and type', () => {
    fc.assert(
      fc.property(histories, ({ zones, history }) => {
        const world = new World(zones);
        for (const assignment of history) world.commit(assignment);
        const zone = finalOf(history);
        for (const asked of [
          ...universe,
          name('nx.example.org'),
          name('nx.a.example.org'),
          name('z.sub.example.org'),
        ]) {
          for (const type of askedTypes) check(world, zone, asked, type);
        }
      }),
      { numRuns: 300 },
    );
  });
});
