import {
  compileNameRules,
  Engine,
  type Ingress,
  ingressSource,
  type Name,
  parseName,
  unwrap,
} from '@skywriter/core';
import { type Feed, ObjectStore } from '@skywriter/kubernetes';
import { type Answer, answerSync, keySource, type Prefix } from '@skywriter/skydns';
import { createSkydnsOutput, type SkydnsOutput } from '@skywriter/skydns-etcd';
import { type Etcd, eventually, type KeyValue } from '@skywriter/testbed';
import { systemClock } from '../clock.ts';

export const ZONE = 'example.test';

/** Everything from the object store to a real etcd, in this process, so that the work done can be counted. */
export interface World {
  readonly engine: Engine;
  readonly output: SkydnsOutput;
  put(object: Ingress): void;
  remove(name: string): void;
  /** Waits until nothing is to be done, and the mirror has seen all of etcd. */
  settled(): Promise<void>;
  /** All keys below the prefix. */
  keys(): Promise<KeyValue[]>;
  /** How often something has been done since the start. */
  work(): Work;
  stop(): Promise<void>;
}

export interface Work {
  readonly claims: number;
  readonly planned: number;
  readonly transactions: number;
  readonly operations: number;
}

export async function startWorld(etcd: Etcd, prefix: Prefix): Promise<World> {
  const store = new ObjectStore({
    clock: systemClock,
    onListenerError: (error) => {
      throw error;
    },
  });
  const feed: Feed = store.feed({ kinds: ['Ingress'] });
  const engine = new Engine({
    sources: [ingressSource()],
    view: store,
    rules: unwrap(compileNameRules([])),
    sharing: 'namespace',
    synced: (kind) => kind !== 'Ingress' || store.synced(kind),
    clock: systemClock,
    listener: { committed: () => {}, status: () => {}, objectProblems: () => {} },
  });
  store.subscribe({ changed: (change) => engine.changed(change), synced: () => engine.kindSynced() });
  const written = { transactions: 0, operations: 0 };
  const output = createSkydnsOutput({
    name: 'test',
    owner: 'us',
    zones: [name(ZONE)],
    prefix,
    etcd: { endpoints: etcd.members.map(({ endpoint }) => endpoint) },
    clock: systemClock,
    hooks: {
      transacted: ({ operations }) => {
        written.transactions += 1;
        written.operations += operations;
      },
    },
  });
  const { reconciler } = await engine.add(output, {
    policy: 'sync',
    filter: { matches: () => true },
    deletionLimits: { share: 1, atLeast: 0 },
  });
  feed.synced('Ingress');
  await eventually(() => output.ready, { what: 'the output' });
  const below = `${prefix}/`;
  return {
    engine,
    output,
    put: (object) => feed.apply(object),
    remove: (object) => feed.remove('Ingress', 'default', object),
    settled: async () => {
      // A key of its own, outside of the zone, goes the same way as everything else and comes last. What was
      // planned meanwhile may have written after it: then once more.
      const probe = `${below}zz/probe`;
      const seen = () => output.observed(name('probe.zz')).foreign.length > 0;
      const idle = () => reconciler.pending === 0;
      let planned: number;
      do {
        planned = reconciler.planned;
        await eventually(idle, { every: 1, within: 30_000, what: 'an idle reconciler' });
        await etcd.put(probe, '{"host":"192.0.2.53"}');
        await eventually(seen, { every: 1, what: 'the probe seen' });
        await etcd.delete(probe);
        await eventually(() => !seen(), { every: 1, what: 'the probe gone' });
      } while (!idle() || planned !== reconciler.planned);
    },
    keys: () => etcd.list(below),
    work: () => ({ claims: engine.claimsComputed, planned: reconciler.planned, ...written }),
    stop: () => engine.stop(),
  };
}

export function name(text: string): Name {
  return unwrap(parseName(text));
}

/** An Ingress with hosts and addresses (or host names) in its status. */
export function ingress(object: string, hosts: readonly string[], targets: readonly string[]): Ingress {
  return {
    kind: 'Ingress',
    metadata: { namespace: 'default', name: object, labels: {}, annotations: {} },
    ruleHosts: hosts,
    tlsHosts: [],
    loadBalancer: targets.map((target) =>
      /^[\d.]+$|:/.test(target) ? { ip: target } : { hostname: target },
    ),
  };
}

/** What CoreDNS answers from these keys. */
export function answersFrom(
  keys: readonly { key: string; value: string }[],
  prefix: Prefix,
): (name: string, type: string) => Answer {
  const source = keySource(keys);
  return (question, type) =>
    answerSync({ name: question, type }, { keys: source, zones: [ZONE], prefix, now: 0 });
}
