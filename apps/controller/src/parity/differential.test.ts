import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Arena, startArena } from './testing/arena.ts';
import { argumentSets } from './testing/argument-sets.ts';
import { type Askers, askersAmong } from './testing/askers.ts';
import { clusterOfSeed } from './testing/cluster.ts';
import { available } from './testing/components.ts';
import { compare, ownerOf, zonesOf } from './testing/difference.ts';
import { differences } from './testing/differences/all.ts';
import { titleOf } from './testing/manifest.ts';
import { recordsOfExternalDns, recordsOfSkywriter } from './testing/records.ts';

/** More clusters on request; a failure names the seed of its own. */
const FIRST_SEED = Number(process.env.SKYWRITER_PARITY_SEED ?? 1);
const RUNS = Number(process.env.SKYWRITER_PARITY_RUNS ?? 1);
const seeds = Array.from({ length: RUNS }, (_, run) => FIRST_SEED + run);

describe.skipIf(!(await available())).each(seeds)(
  'ExternalDNS and Skywriter on the cluster of seed %i',
  (seed) => {
    const objects = clusterOfSeed(seed);
    const askers = askersAmong(objects);
    let arena: Arena;
    beforeAll(async () => {
      arena = await startArena();
      await arena.create(objects);
    });
    afterAll(() => arena?.stop());

    test('there is enough to compare', () => {
      expect(objects.length).toBeGreaterThanOrEqual(300);
      expect(argumentSets.length).toBeGreaterThanOrEqual(20);
    });

    test.each(argumentSets.map((words, index) => ({ words, index, title: words.join(' ') })))(
      '$title',
      async ({ words, index }) => {
        const [theirs, ours] = [`/e${index}`, `/s${index}`];
        const externalDns = await arena.externalDns(words, theirs);
        const skywriter = await arena.skywriter(words, ours);
        expect(externalDns.code, externalDns.output).toBe(0);
        expect(skywriter.code, skywriter.output).toBe(0);
        const zones = zonesOf(words);
        const { unexplained } = compare(
          {
            theirs: recordsOfExternalDns(externalDns.keys, { prefix: theirs }),
            ours: recordsOfSkywriter(skywriter.keys, { prefix: ours, zones, owner: ownerOf(words) }),
            askers,
            words,
            zones,
          },
          differences,
        );
        const told = `SKYWRITER_PARITY_SEED=${seed} shows this again; "-" is in ExternalDNS's etcd alone, "+" in Skywriter's`;
        expect(
          unexplained.map((line) => withAskers(line, askers)),
          told,
        ).toEqual([]);
      },
    );
  },
);

function withAskers(line: string, askers: Askers): string {
  const [, name = ''] = line.split(' ');
  return `${line} (${askers.of(name).map(titleOf).join(', ')})`;
}
