import type { Ingress } from '@skywriter/core';
import { type Prefix, parsePrefix } from '@skywriter/skydns';
import { type Etcd, provide, startEtcd } from '@skywriter/testbed';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answersFrom, ingress, startWorld, type World, ZONE } from './world.ts';

const component = await provide('etcd');

const hosts = ['one', 'two', 'deep.one', 'far.below.two', 'app'].map((label) => `${label}.${ZONE}`);
const objects = ['x', 'y', 'z'];
const targets = ['192.0.2.1', '192.0.2.2', '2001:db8::1', 'lb.example.net'];
const foreignKeys = ['app/other', 'deep', 'their/own', 'two/far', 'broken'];
const foreignValues = [
  '{"host":"10.9.9.9","group":"theirs"}',
  '{"host":"10.9.9.9"}',
  'no json',
  '{"host":"10.9.9.9","owner":"them"}',
  '',
];

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('put' as const),
      object: fc.constantFrom(...objects),
      hosts: fc.uniqueArray(fc.constantFrom(...hosts), { minLength: 1, maxLength: 3 }),
      targets: fc.uniqueArray(fc.constantFrom(...targets), { minLength: 1, maxLength: 3 }),
    }),
  },
  fc.record({ type: fc.constant('remove' as const), object: fc.constantFrom(...objects) }),
  fc.record({
    type: fc.constant('drift' as const),
    pick: fc.nat(),
    how: fc.constantFrom('delete' as const, 'edit' as const),
  }),
  fc.record({
    type: fc.constant('foreign' as const),
    key: fc.constantFrom(...foreignKeys),
    value: fc.constantFrom(...foreignValues),
  }),
  fc.record({ type: fc.constant('foreign gone' as const), key: fc.constantFrom(...foreignKeys) }),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe.skipIf(!component.available)('invariants over random histories, on a real etcd', () => {
  let etcd: Etcd;
  let runs = 0;

  beforeAll(async () => {
    etcd = await startEtcd();
  });

  afterAll(() => etcd?.stop());

  const freshPrefix = () => parsePrefix(`/run${runs++}`);
  const pathOf = (prefix: string, below: string) =>
    `${prefix}/${ZONE.split('.').reverse().join('/')}/${below}`;

  async function withWorld<T>(prefix: Prefix, run: (world: World) => Promise<T>): Promise<T> {
    const world = await startWorld(etcd, prefix);
    try {
      return await run(world);
    } finally {
      await world.stop();
    }
  }

  test('the keys are those of the objects, whatever happened; ours are repaired, others untouched, and nothing is done twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 12 }), async (history) => {
        const prefix = freshPrefix();
        const present = new Map<string, ReturnType<typeof ingress>>();
        const foreign = new Map<string, string>();
        const relative = (keys: readonly { key: string; value: string }[], root: string) =>
          keys.map(({ key, value }) => [key.slice(root.length), value]);

        const end = await withWorld(prefix, async (world) => {
          for (const [event, wait] of history) {
            await carryOut(event, { world, prefix, present, foreign });
            if (wait) await world.settled();
          }
          await world.settled();
          const keys = await world.keys();

          // 1. Reconciling again changes nothing: not even a revision.
          for (const { reconciler, output } of world.engine.outputs) {
            reconciler.dirty([...world.engine.names, ...output.ownedNames()]);
          }
          const done = world.work();
          await world.settled();
          expect(world.work()).toMatchObject({
            transactions: done.transactions,
            operations: done.operations,
          });
          expect(await world.keys()).toEqual(keys);
          return keys;
        });

        // 2. What is not ours is as its owner left it.
        const theirs = new Map(
          end.filter(({ key }) => foreign.has(key)).map(({ key, value }) => [key, value]),
        );
        expect(theirs).toEqual(foreign);

        // CoreDNS answers every name with what its objects say, except where ungrouped keys of others leak in.
        const answer = answersFrom(end, prefix);
        const leaked = [...foreign.keys()].map((key) => key.slice(pathOf(prefix, '').length).split('/')[0]);
        for (const host of hosts.filter((owner) => !leaked.includes(owner.split('.').at(-3)))) {
          const wanted = [...present.values()].filter(({ ruleHosts }) => ruleHosts.includes(host));
          for (const type of ['A', 'AAAA']) {
            const values = answer(host, type)
              .answer.map(({ rdata }) => rdata)
              .sort();
            expect([host, type, ...values]).toEqual([host, type, ...expectedOf(wanted, type)]);
          }
        }

        // 1. The same objects, in another order and without history, give the same bytes.
        const again = freshPrefix();
        const fresh = await withWorld(again, async (world) => {
          for (const [key, value] of foreign) await etcd.put(again + key.slice(prefix.length), value);
          await world.settled();
          for (const object of [...present.values()].reverse()) world.put(object);
          await world.settled();
          return await world.keys();
        });
        expect(relative(end, prefix)).toEqual(relative(fresh, again));

        // 8. Every record of ours says which object asked for it.
        for (const { value } of end.filter(({ key }) => !foreign.has(key))) {
          const { owner, origins } = JSON.parse(value) as { owner?: string; origins?: string[] };
          expect(owner).toBe('us');
          for (const origin of origins ?? [])
            expect([...present.keys()]).toContain(/^Ingress\/default\/(\w+)#/.exec(origin)?.[1]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a reader never sees a name between two states, nor one that is wanted missing', async () => {
    const change = fc.record({
      object: fc.constantFrom(...objects),
      hosts: fc.uniqueArray(fc.constantFrom(...hosts.slice(0, 4)), { maxLength: 3 }),
      targets: fc.uniqueArray(fc.constantFrom(...targets.slice(0, 2)), { minLength: 1, maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const prefix = freshPrefix();
        const always = `app.${ZONE}`;
        const began = Number(await etcd.revision);
        await withWorld(prefix, async (world) => {
          world.put(ingress('fixed', [always], ['192.0.2.100']));
          await world.settled();
          for (const { object, hosts: names, targets: values } of changes) {
            world.put(ingress(object, names, values));
            world.put(ingress('fixed', [always], values));
          }
          await world.settled();
        });
        let seen = false;
        for (let revision = began + 1; revision <= Number(await etcd.revision); revision += 1) {
          const keys = await keysAt(etcd, prefix, revision);
          const answer = answersFrom(keys, prefix);
          seen ||= keys.some(({ key }) => key.startsWith(pathOf(prefix, 'app')));
          if (!seen) continue;
          const { rcode, answer: records } = answer(always, 'A');
          expect([revision, rcode, records.length > 0]).toEqual([revision, 'NOERROR', true]);
          // An empty non-terminal has no records of its own, and must not lend those below it.
          for (const owner of [`below.two.${ZONE}`, ZONE]) expect(answer(owner, 'A').answer).toEqual([]);
        }
        expect(seen).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  test('the work for one change is the same among 100 and among 10,000 names', async () => {
    const workFor = (count: number) =>
      withWorld(freshPrefix(), async (world) => {
        for (let index = 0; index < count; index += 1)
          world.put(ingress(`i${index}`, [`n${index}.${ZONE}`], ['192.0.2.1']));
        await world.settled();
        const before = world.work();
        const sent = await bytesSent(etcd);
        world.put(ingress('i7', [`n7.${ZONE}`], ['192.0.2.2']));
        await world.settled();
        const after = world.work();
        // What is read is bounded by what etcd sends: some replies and events, not thousands of keys.
        expect((await bytesSent(etcd)) - sent).toBeLessThan(20_000);
        return {
          claims: after.claims - before.claims,
          // Once for the change, and once more if the output has seen its own write by then.
          plannedTwiceAtMost: after.planned - before.planned <= 2,
          transactions: after.transactions - before.transactions,
          operations: after.operations - before.operations,
        };
      });
    const work = { claims: 1, plannedTwiceAtMost: true, transactions: 1, operations: 2 };
    expect(await workFor(100)).toEqual(work);
    expect(await workFor(10_000)).toEqual(work);
  });

  async function carryOut(
    event: Step,
    {
      world,
      prefix,
      present,
      foreign,
    }: {
      world: World;
      prefix: string;
      present: Map<string, ReturnType<typeof ingress>>;
      foreign: Map<string, string>;
    },
  ): Promise<void> {
    switch (event.type) {
      case 'put': {
        const object = ingress(event.object, event.hosts, event.targets);
        present.set(event.object, object);
        world.put(object);
        return;
      }
      case 'remove':
        present.delete(event.object);
        world.remove(event.object);
        return;
      case 'drift': {
        const ours = (await world.keys()).filter(({ key }) => !foreign.has(key));
        const victim = ours[event.pick % Math.max(ours.length, 1)];
        if (victim === undefined) return;
        if (event.how === 'delete') await etcd.delete(victim.key);
        else await etcd.put(victim.key, victim.value.replace('}', ',"x":1}').replace('{,', '{'));
        return;
      }
      case 'foreign': {
        const key = pathOf(prefix, event.key);
        if ((await world.keys()).some((entry) => entry.key === key && !foreign.has(key))) return;
        foreign.set(key, event.value);
        await etcd.put(key, event.value);
        return;
      }
      case 'foreign gone': {
        const key = pathOf(prefix, event.key);
        if (foreign.delete(key)) await etcd.delete(key);
      }
    }
  }
});

/** Addresses win over the one CNAME that there may be. */
function expectedOf(wanted: readonly Ingress[], type: string): string[] {
  const all = new Set(
    wanted.flatMap(({ loadBalancer }) => loadBalancer.flatMap(({ ip, hostname }) => ip ?? hostname ?? [])),
  );
  const addresses = [...all].filter((target) => target !== 'lb.example.net');
  if (addresses.length === 0) return [...all].map((target) => `${target}.`);
  return addresses.filter((address) => address.includes(':') === (type === 'AAAA')).sort();
}

/** Octets that etcd has sent to clients, in all (its own metric). */
async function bytesSent(etcd: Etcd): Promise<number> {
  const text = await (await fetch(`${etcd.members[0]?.endpoint}/metrics`)).text();
  const found = /^etcd_network_client_grpc_sent_bytes_total (\S+)$/m.exec(text)?.[1];
  if (found === undefined) throw new Error('etcd does not tell what it sent');
  return Number(found);
}

async function keysAt(
  etcd: Etcd,
  prefix: string,
  revision: number,
): Promise<{ key: string; value: string }[]> {
  const text = await etcd.etcdctl('get', '--prefix', `${prefix}/`, '--rev', String(revision), '-w', 'json');
  const { kvs = [] } = JSON.parse(text) as { kvs?: { key: string; value?: string }[] };
  const decode = (base64 = '') => Buffer.from(base64, 'base64').toString();
  return kvs.map(({ key, value }) => ({ key: decode(key), value: decode(value) }));
}
