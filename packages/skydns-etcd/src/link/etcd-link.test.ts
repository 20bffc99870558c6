import { type Etcd, eventually, provide, request, startEtcd, startFaultProxy } from '@skywriter/testbed';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { follow, PREFIX, stopFollowers } from './fixtures/follower.ts';
import { MAX_VALUE_BYTES } from './link.ts';
import { decodeKey } from './text.ts';

const available = await provide('etcd');

describe.skipIf(!available.available)('the link', () => {
  let etcd: Etcd;
  beforeAll(async () => {
    etcd = await startEtcd({ extraArgs: ['--max-request-bytes=33554432'] });
  });
  afterAll(() => etcd.stop());
  beforeEach(async () => {
    await etcd.deletePrefix('');
  });
  afterEach(stopFollowers);
  const connect = () => follow({ endpoints: etcd.endpoints });

  /** Bytes that the testbed, which speaks text, cannot put. */
  async function putBytes(key: Buffer, value: Buffer): Promise<void> {
    const body = { key: key.toString('base64'), value: value.toString('base64') };
    const answer = await request(`${etcd.endpoints[0]}/v3/kv/put`, { body });
    expect(answer.ok).toBe(true);
  }

  test('tells what is there in one step, then every change, and nothing outside the prefix', async () => {
    await etcd.put(`${PREFIX}/a`, '1');
    for (const outside of [PREFIX, `${PREFIX}.`, `${PREFIX}0`, `${PREFIX}x/a`, '/sky', '/t']) {
      await etcd.put(outside, 'no');
    }
    const { mirror, steps, mirrors, until } = connect();
    await until(true);
    expect(steps).toHaveLength(1);
    expect(mirror).toEqual(new Map([[`${PREFIX}/a`, '1']]));

    await etcd.put(`${PREFIX}0`, 'no again');
    await etcd.put(`${PREFIX}/b`, '2');
    await etcd.delete(`${PREFIX}/a`);
    await mirrors({ [`${PREFIX}/b`]: '2' });
    expect(steps.slice(1).flatMap(({ events }) => events)).toHaveLength(2);
  });

  test('tells an empty prefix, too', async () => {
    const { steps, until } = connect();
    await until(true);
    expect(steps).toMatchObject([{ events: [] }]);
  });

  test('reads more than a page at one revision', async () => {
    const count = 12_345;
    const { link, until } = connect();
    await until(true);
    const keys = Array.from({ length: count }, (_, index) => `${PREFIX}/${String(index).padStart(5, '0')}`);
    for (let at = 0; at < count; at += 128) {
      const puts = keys.slice(at, at + 128).map((key) => ({ key, value: key }));
      await link.commit({ compares: [], puts, deletes: [] });
    }
    const second = connect();
    await second.until(true);
    expect([...second.mirror.keys()]).toEqual(keys);
    expect(second.steps).toHaveLength(1);
    const read = await link.read({ prefixes: [`${PREFIX}/`], keys: keys.slice(0, 300) });
    expect(read.kvs).toHaveLength(count + 300);
    expect(Number(read.revision)).toBe(await etcd.revision);
  });

  test('sees all pages as of one moment, however much is written meanwhile', async () => {
    const { link } = connect();
    const [first, last] = [`${PREFIX}/0`, `${PREFIX}/z`];
    const fill = Array.from({ length: 11_000 }, (_, index) => ({ key: `${PREFIX}/m${index}`, value: '' }));
    for (let at = 0; at < fill.length; at += 128) {
      await link.commit({ compares: [], puts: fill.slice(at, at + 128), deletes: [] });
    }
    let reading = true;
    const writing = (async () => {
      for (let round = 0; reading; round += 1) {
        const puts = [first, last].map((key) => ({ key, value: `${round}` }));
        await link.commit({ compares: [], puts, deletes: [] });
      }
    })();
    const values = new Set<string | undefined>();
    for (let round = 0; round < 10; round += 1) {
      const { kvs } = await link.read({ prefixes: [`${PREFIX}/`] });
      expect(kvs.at(0)?.value).toBe(kvs.at(-1)?.value);
      values.add(kvs.at(0)?.value);
      const other = connect();
      await eventually(() => other.steps.length > 0);
      expect(other.mirror.get(first)).toBe(other.mirror.get(last));
      await other.link.stop();
    }
    reading = false;
    await writing;
    expect(values.size).toBeGreaterThan(5);
  });

  test('commits when the compares hold, and writes nothing when one does not', async () => {
    const { link, mirrors, mirror } = connect();
    const [a, b] = [`${PREFIX}/a`, `${PREFIX}/b`];
    const create = { compares: [{ key: a, modRevision: '0' }], puts: [{ key: a, value: '1' }], deletes: [] };
    const first = await link.commit(create);
    expect(first.succeeded).toBe(true);
    await mirrors({ [a]: '1' });
    expect(await link.commit(create)).toEqual({ succeeded: false, revision: first.revision });

    const move = {
      compares: [
        { key: a, modRevision: first.revision },
        { key: b, modRevision: '0' },
      ],
      puts: [{ key: b, value: '2' }],
      deletes: [a],
    };
    const second = await link.commit(move);
    expect(second).toEqual({ succeeded: true, revision: String(Number(first.revision) + 1) });
    await mirrors({ [b]: '2' });
    expect(await link.commit(move)).toMatchObject({ succeeded: false });
    expect(mirror.get(b)).toBe('2');
  });

  test('tells one transaction as one step', async () => {
    const { link, steps, until } = connect();
    await until(true);
    const puts = Array.from({ length: 100 }, (_, index) => ({ key: `${PREFIX}/${index}`, value: 'x' }));
    const { revision } = await link.commit({ compares: [], puts, deletes: [] });
    await eventually(() => steps.length === 2);
    expect(steps[1]?.revision).toBe(revision);
    expect(steps[1]?.events).toHaveLength(100);
  });

  test('tells one transaction as one step although it is longer than any message may be', async () => {
    const { link, steps, until } = connect();
    await until(true);
    const value = 'x'.repeat(400_000);
    const puts = Array.from({ length: 60 }, (_, index) => ({ key: `${PREFIX}/${index}`, value }));
    await link.commit({ compares: [], puts, deletes: [] });
    await eventually(() => steps.length === 2);
    expect(steps[1]?.events).toHaveLength(60);
    expect(steps[1]?.events.every((event) => event.value?.length === value.length)).toBe(true);

    const other = connect();
    await other.until(true);
    expect([...other.mirror.values()]).toEqual(puts.map(() => value));
  });

  test('survives keys that are no text and values that are too long, and keeps them apart', async () => {
    const names = [Buffer.from([0xff]), Buffer.from([0xfe]), Buffer.from('\u00ff'), Buffer.from([0xc3])];
    const keys = names.map((name) => Buffer.concat([Buffer.from(`${PREFIX}/`), name]));
    const before = connect();
    await before.until(true);
    for (const key of keys) await putBytes(key, Buffer.from([0xff, 0x41]));
    await putBytes(Buffer.from(`${PREFIX}/long`), Buffer.alloc(MAX_VALUE_BYTES + 1, 0x41));
    await putBytes(Buffer.from(`${PREFIX}/giant`), Buffer.alloc(20 * 1024 * 1024, 0x41));
    await putBytes(Buffer.from(`${PREFIX}/small`), Buffer.from('small'));

    const after = connect();
    for (const { mirror, until } of [before, after]) {
      await eventually(() => mirror.get(`${PREFIX}/small`) === 'small', { within: 20_000 });
      await until(true);
      expect([...mirror.keys()].sort()).toEqual(
        [...keys.map(decodeKey), `${PREFIX}/long`, `${PREFIX}/giant`, `${PREFIX}/small`].sort(),
      );
      expect(mirror.get(`${PREFIX}/long`)).toBe('A'.repeat(1024));
      expect(mirror.get(`${PREFIX}/giant`)).toBe('');
    }
    const strange = keys.map(decodeKey);
    const { kvs } = await after.link.read({ keys: [...strange, `${PREFIX}/giant`, `${PREFIX}/long`] });
    expect(kvs.map(({ key }) => key).sort()).toEqual(
      [...strange, `${PREFIX}/giant`, `${PREFIX}/long`].sort(),
    );
    await after.link.commit({ compares: [], puts: [], deletes: strange });
    await eventually(() => after.mirror.size === 3);
  });

  test('refuses what is too much, and nobody else notices', async () => {
    const { link, states, until } = connect();
    await until(true);
    const put = (key: string, length = 1) => ({ key: `${PREFIX}/${key}`, value: 'x'.repeat(length) });
    const many = Array.from({ length: 129 }, (_, index) => put(String(index)));
    const large = Array.from({ length: 80 }, (_, index) => put(String(index), MAX_VALUE_BYTES));
    const attempts = [
      link.commit({ compares: [], puts: [put('long', MAX_VALUE_BYTES + 1)], deletes: [] }),
      link.commit({ compares: [], puts: many, deletes: [] }),
      link.commit({ compares: [], puts: [put('twice'), put('twice')], deletes: [] }),
      link.commit({ compares: [], puts: large, deletes: [] }),
    ];
    const others = Array.from({ length: 50 }, (_, index) =>
      link.commit({ compares: [], puts: [put(`other${index}`)], deletes: [] }),
    );
    const refused = attempts.map((attempt) =>
      expect(attempt).rejects.toMatchObject({ code: 'SKY_ETCD_LIMIT' }),
    );
    await Promise.all(refused);
    expect((await Promise.all(others)).every(({ succeeded }) => succeeded)).toBe(true);
    expect(states).toHaveLength(1);
  });

  test('a listener that throws is told again, from what it took in last', async () => {
    await etcd.put(`${PREFIX}/a`, '1');
    let fail = true;
    const { until, mirrors, steps } = follow({ endpoints: etcd.endpoints }, () => {
      if (fail) throw new Error('defect');
    });
    await until(false, 'SKY_ETCD_LISTENER');
    fail = false;
    await until(true);
    await mirrors({ [`${PREFIX}/a`]: '1' });
    expect(steps.at(-1)?.events).toHaveLength(1);
  });

  test('stop ends everything: calls, sockets, timers, and what the listener hears', async () => {
    const resources = () =>
      process.getActiveResourcesInfo().filter((kind) => /^(?:TCP|Timeout|TLS|GetAddrInfo)/.test(kind)).length;
    const before = resources();
    // Counts idle sockets too, which gRPC hides from Node's list.
    const proxy = await startFaultProxy({ target: etcd.endpoints[0] ?? '' });
    const endpoint = `http://${proxy.address}:${proxy.port}`;
    const followers = Array.from({ length: 5 }, () => follow({ endpoints: [endpoint] }));
    await Promise.all(followers.map(({ until }) => until(true)));
    expect(proxy.connections).toBe(5);
    const busy = followers.map(({ link }) =>
      link.read({ prefixes: [`${PREFIX}/`] }).catch((error: Error) => error),
    );
    const idle = follow({ endpoints: ['http://127.0.0.1:1'] });
    const waiting = idle.link.commit({ compares: [], puts: [], deletes: [] });
    await stopFollowers();
    await expect(waiting).rejects.toMatchObject({ code: 'SKY_ETCD_STOPPED' });
    await Promise.all(busy);
    const heard = followers.map(({ steps, states }) => steps.length + states.length);
    await etcd.put(`${PREFIX}/late`, 'x');
    await eventually(() => proxy.connections === 0);
    await proxy.stop();
    await eventually(() => resources() <= before, { what: 'as few resources as before' });
    expect(followers.map(({ steps, states }) => steps.length + states.length)).toEqual(heard);
    await expect(followers[0]?.link.read({ keys: ['a'] })).rejects.toMatchObject({
      code: 'SKY_ETCD_STOPPED',
    });
  });
});
