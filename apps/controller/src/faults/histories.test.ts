import { type KubeApiserver, provide, startKubeApiserver } from '@skywriter/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playRound } from './testing/round.ts';
import { roundPlan } from './testing/steps.ts';

const components = await Promise.all([provide('etcd'), provide('kube-apiserver')]);

/**
 * Histories, each with its own objects, records, Skywriters and troubles. Those of a round share their servers,
 * and what befalls these. A failure tells its history, and the seed that plays its round again:
 *
 *     SKYWRITER_HISTORIES=1000 npm test -- --project controller faults
 *     SKYWRITER_HISTORIES=20 SKYWRITER_SEED=7 npm test -- --project controller faults
 */
const histories = Number(process.env.SKYWRITER_HISTORIES ?? 100);
/** Each round has the next one. */
const seed = Number(process.env.SKYWRITER_SEED ?? 1);
const AT_ONCE = 20;

const rounds = Array.from({ length: Math.ceil(histories / AT_ONCE) }, (_, index) => ({
  seed: seed + index,
  count: Math.min(AT_ONCE, histories - index * AT_ONCE),
}));

describe.skipIf(components.some(({ available }) => !available))('fault histories', () => {
  let api: KubeApiserver;
  beforeAll(async () => {
    api = await startKubeApiserver();
  });
  afterAll(() => api?.stop());

  test('the same seed gives the same round', () => {
    expect(roundPlan(seed, 3)).toEqual(roundPlan(seed, 3));
    expect(roundPlan(seed, 3)).not.toEqual(roundPlan(seed + 1, 3));
  });

  test.for(rounds)(
    'whatever happened, at the end exactly the desired records are there (seed $seed, $count histories)',
    { timeout: 600_000 },
    async ({ seed: own, count }) => {
      await playRound(roundPlan(own, count), api);
    },
  );
});
