import {
  compileNameRules,
  Engine,
  type Ingress,
  ingressSource,
  type Name,
  type Output,
  parseName,
  unwrap,
} from '@skywriter/core';
import { type EventReport, ObjectStore } from '@skywriter/kubernetes';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';
import { objectEvents } from './object-events.ts';

/** Lots are drawn in the middle, so that times can be told. */
const clock = { ...systemClock, random: () => 0.5 };
const MINUTE = 60_000;

/** An output in memory, which may be held to have foreign records at a name. */
function memoryOutput(foreign: Set<Name>): Output {
  return {
    name: 'cluster',
    zones: [],
    defaultTtl: 30,
    start: async ({ readiness }) => readiness(true),
    stop: async () => {},
    ready: true,
    problem: undefined,
    observed: (name) => ({ recordSets: [], foreign: foreign.has(name) ? ['10.9.9.9'] : [] }),
    ownedNames: () => [],
    ownedCount: 0,
    refuses: () => [],
    settled: () => true,
    apply: async (assignments) => assignments.map(({ name }) => ({ name, result: 'done' })),
  };
}

function ingress(namespace: string, host: string, addresses = ['10.0.0.1']): Ingress {
  return {
    kind: 'Ingress',
    metadata: { namespace, name: 'front', uid: `uid-${namespace}`, labels: {}, annotations: {} },
    ruleHosts: [host],
    tlsHosts: [],
    loadBalancer: addresses.map((ip) => ({ ip })),
  };
}

describe('Events on objects', () => {
  const said: string[] = [];
  let foreign: Set<Name>;
  let store: ObjectStore;
  let engine: Engine;
  let events: ReturnType<typeof objectEvents>;
  let put: (object: Ingress) => void;
  let remove: (namespace: string) => void;

  beforeEach(async () => {
    vi.useFakeTimers();
    said.length = 0;
    foreign = new Set();
    store = new ObjectStore({
      clock,
      onListenerError(error) {
        throw error;
      },
    });
    const report = ({ object, reason }: EventReport) => said.push(`${object.uid} ${reason}`);
    events = objectEvents({ report, clock, engine: () => engine });
    engine = new Engine({
      sources: [ingressSource()],
      view: store,
      rules: unwrap(compileNameRules([])),
      sharing: 'namespace',
      synced: () => true,
      clock,
      listener: events,
    });
    store.subscribe({ changed: (change) => engine.changed(change), synced: () => {} });
    const feed = store.feed({ kinds: ['Ingress'] });
    put = (object) => feed.apply(object);
    remove = (namespace) => feed.remove('Ingress', namespace, 'front');
    await engine.add(memoryOutput(foreign), {
      policy: 'sync',
      filter: { matches: () => true },
      deletionLimits: { share: 1, atLeast: 0 },
    });
  });
  afterEach(async () => {
    events.stop();
    await engine.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  test('the loser of a name is told, the winner is not', async () => {
    put(ingress('a', 'shop.example.com'));
    put(ingress('b', 'shop.example.com'));
    await pass(1_900);
    expect(said).toEqual([]);
    await pass(200);
    expect(said).toEqual(['uid-b NameHeld']);
  });

  test('a bad host is told', async () => {
    put(ingress('a', 'shop..example.com'));
    await pass(2_100);
    expect(said).toEqual([expect.stringMatching(/^uid-a /)]);
  });

  test('a foreign name is told to who claims it', async () => {
    foreign.add(unwrap(parseName('shop.example.com')));
    put(ingress('a', 'shop.example.com'));
    await pass(2_100);
    expect(said).toEqual(['uid-a NameForeign']);
  });

  test.each<[string, () => void]>([
    ['solved', () => put(ingress('b', 'other.example.com'))],
    ['gone with its object', () => remove('b')],
    ['gone with its rival', () => remove('a')],
  ])('what is %s soon is not told', async (_, solve) => {
    put(ingress('a', 'shop.example.com'));
    put(ingress('b', 'shop.example.com'));
    await pass(1_000);
    solve();
    await pass(100 * MINUTE);
    expect(said).toEqual([]);
  });

  test('a missing address is told only when it lasts', async () => {
    put(ingress('a', 'shop.example.com', []));
    await pass(MINUTE - 100);
    expect(said).toEqual([]);
    await pass(200);
    expect(said).toEqual(['uid-a NoTargets']);
  });

  test('a state that comes after another one has its own time', async () => {
    foreign.add(unwrap(parseName('shop.example.com')));
    put(ingress('a', 'shop.example.com'));
    await pass(1_000);
    foreign.clear();
    put(ingress('a', 'shop.example.com', []));
    await pass(30_000);
    expect(said).toEqual([]);
    await pass(31_000);
    expect(said).toEqual(['uid-a NoTargets']);
  });

  test('what lasts is told again, until it is solved or its output is gone', async () => {
    put(ingress('a', 'shop.example.com'));
    put(ingress('b', 'shop.example.com'));
    await pass(27 * MINUTE + 3_000);
    expect(said).toEqual(['uid-b NameHeld', 'uid-b NameHeld']);
    await engine.remove('cluster');
    await pass(60 * MINUTE);
    expect(said).toHaveLength(2);
  });

  test('another problem does not wait for the reminder of the first', async () => {
    put(ingress('a', 'shop.example.com'));
    put(ingress('b', 'shop.example.com'));
    await pass(5_000);
    foreign.add(unwrap(parseName('shop.example.com')));
    remove('a');
    await pass(2_100);
    expect(said).toEqual(['uid-b NameHeld', 'uid-b NameForeign']);
  });
});
