import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Etcd,
  type EtcdOptions,
  eventually,
  type FaultProxy,
  makeFolder,
  provide,
  startEtcd,
  startFaultProxy,
} from '@skywriter/testbed';
import { afterEach, describe, expect, test } from 'vitest';
import { type Follower, follow, PREFIX, type Step, stopFollowers } from './fixtures/follower.ts';
import { startForgetfulProxy } from './fixtures/forgetful-proxy.ts';
import { compareRevisions, type KeyEvent } from './link.ts';

const available = await provide('etcd');

describe.skipIf(!available.available)('the link survives', () => {
  const clean: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    await stopFollowers();
    for (const task of clean.splice(0).reverse()) await task();
  });

  async function start(options: EtcdOptions = {}): Promise<Etcd> {
    const etcd = await startEtcd(options);
    clean.push(() => etcd.stop());
    return etcd;
  }

  async function behindProxy(etcd: Etcd): Promise<{ proxy: FaultProxy; endpoints: string[] }> {
    const proxy = await startFaultProxy({ target: etcd.endpoints[0] ?? '' });
    clean.push(() => proxy.stop());
    return { proxy, endpoints: [`http://${proxy.address}:${proxy.port}`] };
  }

  /** A mirror that, once filled, never falls below what no test here deletes. */
  function followGuarded(endpoints: readonly string[], least: number): Follower & { lowest(): number } {
    let filled = false;
    let lowest = Number.POSITIVE_INFINITY;
    const follower = follow({ endpoints }, (mirror) => {
      filled ||= mirror.size >= least;
      if (filled) lowest = Math.min(lowest, mirror.size);
    });
    return Object.assign(follower, { lowest: () => lowest });
  }

  const member = (etcd: Etcd, index = 0) => {
    const found = etcd.members[index];
    if (found === undefined) throw new Error(`no member ${index}`);
    return found;
  };

  test('etcd absent at the start, and kill -9', async () => {
    const etcd = await start();
    await etcd.put(`${PREFIX}/a`, '1');
    await member(etcd).kill();
    const { until, mirrors, steps } = follow({ endpoints: etcd.endpoints });
    await until(false, 'SKY_ETCD_UNAVAILABLE');
    await member(etcd).restart();
    await until(true);
    await mirrors({ [`${PREFIX}/a`]: '1' });
    const told = steps.length;

    await member(etcd).kill();
    await until(false, 'SKY_ETCD_UNAVAILABLE');
    await member(etcd).restart();
    await etcd.put(`${PREFIX}/b`, '2');
    await until(true);
    await mirrors({ [`${PREFIX}/a`]: '1', [`${PREFIX}/b`]: '2' });
    // The first snapshot is not told a second time, only what came.
    expect(steps.slice(told).flatMap(({ events }) => events.map(({ key }) => key))).toEqual([`${PREFIX}/b`]);
  });

  test('a frozen etcd: says so within seconds, and goes on when it thaws', async () => {
    const etcd = await start();
    await etcd.put(`${PREFIX}/a`, '1');
    const { until, mirrors, link, lowest } = followGuarded(etcd.endpoints, 1);
    await until(true);
    await member(etcd).freeze();
    const frozen = performance.now();
    const commit = link.commit({ compares: [], puts: [{ key: `${PREFIX}/b`, value: '2' }], deletes: [] });
    const read = link.read({ keys: ['a'] });
    for (const pending of [commit, read]) pending.catch(() => {});
    await until(false, 'SKY_ETCD_UNAVAILABLE');
    expect(performance.now() - frozen).toBeLessThan(4_000);
    await expect(commit).rejects.toMatchObject({ code: 'SKY_ETCD_AMBIGUOUS' });
    await expect(read).rejects.toMatchObject({ code: 'SKY_ETCD_UNAVAILABLE' });
    await member(etcd).thaw();
    await until(true);
    await etcd.put(`${PREFIX}/c`, '3');
    await eventually(async () => {
      const there = await etcd.list(`${PREFIX}/`);
      await mirrors(Object.fromEntries(there.map(({ key, value }) => [key, value])));
      return there.some(({ key }) => key === `${PREFIX}/c`);
    });
    expect(lowest()).toBe(1);
  });

  test('a short freeze without a new session', async () => {
    const etcd = await start();
    const { until, steps } = follow({ endpoints: etcd.endpoints });
    await until(true);
    await member(etcd).freeze();
    await until(false, 'SKY_ETCD_UNAVAILABLE');
    await member(etcd).thaw();
    await until(true);
    expect(steps).toHaveLength(1);
  });

  test('a partition', async () => {
    const etcd = await start();
    await etcd.put(`${PREFIX}/a`, '1');
    const { proxy, endpoints } = await behindProxy(etcd);
    const { until, mirrors, link, lowest } = followGuarded(endpoints, 1);
    await until(true);
    proxy.blackhole();
    await until(false, 'SKY_ETCD_UNAVAILABLE');
    await etcd.put(`${PREFIX}/b`, '2');
    await proxy.heal();
    await until(true);
    await mirrors({ [`${PREFIX}/a`]: '1', [`${PREFIX}/b`]: '2' });
    await proxy.sever();
    await until(false, 'SKY_ETCD_UNAVAILABLE');
    await etcd.delete(`${PREFIX}/b`);
    const waiting = link.commit({ compares: [], puts: [{ key: `${PREFIX}/c`, value: '3' }], deletes: [] });
    await proxy.heal();
    expect(await waiting).toMatchObject({ succeeded: true });
    await until(true);
    await mirrors({ [`${PREFIX}/a`]: '1', [`${PREFIX}/c`]: '3' });
    expect(lowest()).toBe(1);
  });

  test('a network that forgets the connection, and never says so', async () => {
    const etcd = await start();
    const proxy = await startForgetfulProxy(etcd.endpoints[0] ?? '');
    clean.push(() => proxy.stop());
    // Two, because gRPC would have them share one connection, and then neither could get rid of it.
    const followers = [follow({ endpoints: [proxy.endpoint] }), follow({ endpoints: [proxy.endpoint] })];
    await Promise.all(followers.map(({ until }) => until(true)));
    proxy.forget();
    const forgotten = performance.now();
    await etcd.put(`${PREFIX}/a`, '1');
    await Promise.all(followers.map(({ mirrors }) => mirrors({ [`${PREFIX}/a`]: '1' })));
    await Promise.all(followers.map(({ until }) => until(true)));
    expect(performance.now() - forgotten).toBeLessThan(8_000);
  });

  test('being stopped while nothing gets through', async () => {
    const etcd = await start();
    const { proxy, endpoints } = await behindProxy(etcd);
    const { until, link } = follow({ endpoints });
    await until(true);
    proxy.blackhole();
    await until(false, 'SKY_ETCD_UNAVAILABLE');
    const commit = link
      .commit({ compares: [], puts: [], deletes: [`${PREFIX}/a`] })
      .catch((error: unknown) => error);
    const begun = performance.now();
    await link.stop();
    expect(await commit).toMatchObject({ code: expect.stringMatching(/^SKY_ETCD_(?:AMBIGUOUS|STOPPED)$/) });
    expect(performance.now() - begun).toBeLessThan(500);
  });

  test('one cut without a word to anybody', async () => {
    const etcd = await start();
    const { proxy, endpoints } = await behindProxy(etcd);
    const { until, mirrors, states, steps } = follow({ endpoints });
    await until(true);
    proxy.cut();
    await etcd.put(`${PREFIX}/a`, '1');
    await mirrors({ [`${PREFIX}/a`]: '1' });
    await eventually(() => proxy.connections === 1);
    expect(steps.length).toBeGreaterThan(1);
    expect(states).toEqual([{ ready: true, problem: undefined }]);
  });

  test('cuts at any moment, replays included: every step is a state that etcd had, and none is lost', async () => {
    const etcd = await start();
    const { proxy, endpoints } = await behindProxy(etcd);
    const writer = follow({ endpoints: etcd.endpoints });
    await writer.until(true);
    /** What each revision did. */
    const history: Step[] = [];
    const write = async (events: readonly Omit<KeyEvent, 'modRevision'>[]) => {
      const { revision } = await writer.link.commit({
        compares: [],
        puts: events.flatMap(({ key, value }) => (value === undefined ? [] : [{ key, value }])),
        deletes: events.flatMap(({ key, value }) => (value === undefined ? [key] : [])),
      });
      // To delete what is not there makes no revision.
      if (revision === history.at(-1)?.revision) return;
      history.push({ revision, events: events.map((event) => ({ ...event, modRevision: revision })) });
    };
    // Enough that a snapshot takes a while and a replay is more than one message.
    for (let at = 0; at < 2_000; at += 100) {
      await write(
        Array.from({ length: 100 }, (_, index) => ({ key: `${PREFIX}/${at + index}`, value: LONG })),
      );
    }
    const cut = follow({ endpoints });
    await cut.until(true);
    const before = cut.steps.length;

    let writing = true;
    const cutting = (async () => {
      while (writing) {
        await eventually(() => proxy.connections > 0, { every: 1 });
        const moment = performance.now() + randomInt(0, 300);
        await eventually(() => performance.now() >= moment, { every: 1 });
        proxy.cut();
      }
    })();
    for (let round = 0; round < 2_000 || cut.steps.length <= before + 10; round += 1) {
      const key = `${PREFIX}/moving/${randomInt(0, 50)}`;
      await write([{ key, value: randomInt(0, 3) === 0 ? undefined : `${round} ${LONG}` }]);
    }
    writing = false;
    await cutting;
    await write([{ key: `${PREFIX}/end`, value: '' }]);
    await eventually(() => cut.mirror.has(`${PREFIX}/end`), { within: 20_000 });

    await eventually(() => proxy.connections === 1, { what: 'no connection left over' });
    for (const { steps } of [cut, writer]) {
      const truth = new Map<string, string>();
      const mirror = new Map<string, string>();
      let next = 0;
      for (const { revision, events } of steps) {
        apply(mirror, events);
        for (let past = history[next]; past && compareRevisions(past.revision, revision) <= 0; ) {
          apply(truth, past.events);
          next += 1;
          past = history[next];
        }
        expect(differences(mirror, truth)).toEqual([]);
      }
      expect(next).toBe(history.length);
    }
  });

  test('compaction while it was away, and while it watches', async () => {
    const etcd = await start();
    await etcd.put(`${PREFIX}/a`, '1');
    await etcd.put(`${PREFIX}/keep`, '1');
    const { proxy, endpoints } = await behindProxy(etcd);
    const { until, mirrors, lowest } = followGuarded(endpoints, 2);
    await until(true);
    await proxy.sever();
    await until(false, 'SKY_ETCD_UNAVAILABLE');
    await etcd.delete(`${PREFIX}/a`);
    await etcd.put(`${PREFIX}/b`, '2');
    await etcd.compact();
    await proxy.heal();
    await mirrors({ [`${PREFIX}/keep`]: '1', [`${PREFIX}/b`]: '2' });
    for (let round = 0; round < 20; round += 1) {
      await etcd.put(`${PREFIX}/b`, `${round}`);
      await etcd.compact();
    }
    await mirrors({ [`${PREFIX}/keep`]: '1', [`${PREFIX}/b`]: '19' });
    await until(true);
    expect(lowest()).toBe(2);
  });

  test.for([
    { name: 'that goes back', later: 0, bumpRevision: undefined },
    { name: 'whose revisions are used a second time', later: 20, bumpRevision: undefined },
    { name: 'with revisions bumped', later: 0, bumpRevision: 1_000 },
  ])('a restore from a backup $name', async ({ later, bumpRevision }) => {
    const etcd = await start();
    const folder = await makeFolder('backup');
    clean.push(() => rm(folder, { recursive: true }));
    await etcd.put(`${PREFIX}/old`, 'backed up');
    await etcd.snapshot(join(folder, 'backup.db'));
    await etcd.put(`${PREFIX}/old`, 'changed later');
    await etcd.put(`${PREFIX}/new`, 'before');
    await etcd.put(`${PREFIX}/lost`, 'x');
    const { proxy, endpoints } = await behindProxy(etcd);
    const { until, mirrors, lowest } = followGuarded(endpoints, 3);
    await until(true);
    await proxy.sever();
    await until(false, 'SKY_ETCD_UNAVAILABLE');
    await etcd.restoreFrom(join(folder, 'backup.db'), bumpRevision === undefined ? {} : { bumpRevision });
    // The same key at the same revision as before, with another value: only the value tells.
    if (later > 0) {
      await etcd.put('/elsewhere', 'x');
      await etcd.put(`${PREFIX}/new`, 'after');
      for (let round = 0; round < later; round += 1) await etcd.put('/elsewhere', `${round}`);
    }
    await proxy.heal();
    await mirrors({ [`${PREFIX}/old`]: 'backed up', ...(later > 0 ? { [`${PREFIX}/new`]: 'after' } : {}) });
    await until(true);
    await etcd.put(`${PREFIX}/then`, 'watched');
    await mirrors({
      [`${PREFIX}/old`]: 'backed up',
      [`${PREFIX}/then`]: 'watched',
      ...(later > 0 ? { [`${PREFIX}/new`]: 'after' } : {}),
    });
    expect(lowest()).toBeGreaterThan(0);
  });

  test('the loss of any one member of three, dead or frozen, and of the majority', async () => {
    const etcd = await start({ members: 3 });
    await etcd.put(`${PREFIX}/a`, '1');
    const { link, until, mirrors, lowest } = followGuarded(etcd.endpoints, 1);
    await until(true);
    const put = (key: string) =>
      link.commit({ compares: [], puts: [{ key: `${PREFIX}/${key}`, value: '' }], deletes: [] });
    for (const [index, one] of etcd.members.entries()) {
      await one.kill();
      await eventually(() => put(`dead${index}`), { within: 20_000 });
      await until(true);
      await eventually(() => one.restart(), { within: 20_000 });
    }
    const expected = {
      [`${PREFIX}/a`]: '1',
      ...Object.fromEntries([0, 1, 2].map((n) => [`${PREFIX}/dead${n}`, ''])),
    };
    await mirrors(expected);

    // A link that has just begun is with the first.
    const other = follow({ endpoints: etcd.endpoints });
    await other.until(true);
    await member(etcd, 0).freeze();
    await other.until(false, 'SKY_ETCD_UNAVAILABLE');
    await other.until(true);
    await eventually(() => put('frozen'), { within: 20_000 });
    await other.mirrors({ ...expected, [`${PREFIX}/frozen`]: '' });
    await member(etcd, 0).thaw();
    await until(true);

    await member(etcd, 1).kill();
    await member(etcd, 2).kill();
    await until(false, 'SKY_ETCD_UNAVAILABLE');
    await expect(put('nobody')).rejects.toMatchObject({
      code: expect.stringMatching(/UNAVAILABLE|AMBIGUOUS/),
    });
    await member(etcd, 1).restart();
    await until(true);
    expect(lowest()).toBeGreaterThan(0);
  });
});

const LONG = 'x'.repeat(1_000);

function differences(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  const keys = new Set([...a.keys(), ...b.keys()]);
  return [...keys].filter((key) => a.get(key) !== b.get(key));
}

function apply(mirror: Map<string, string>, events: readonly KeyEvent[]): void {
  for (const { key, value } of events) {
    if (value === undefined) mirror.delete(key);
    else mirror.set(key, value);
  }
}
