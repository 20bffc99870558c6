import { eventually } from '@skywriter/testbed';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeEtcd, startFakeEtcd } from './fixtures/fake-etcd.ts';
import { type Follower, follow, stopFollowers } from './fixtures/follower.ts';

describe('a session begins anew when', () => {
  let etcd: FakeEtcd;
  let follower: Follower;
  beforeEach(async () => {
    etcd = await startFakeEtcd();
    follower = follow({ endpoints: [etcd.endpoint] });
    await follower.until(true);
  });
  afterEach(async () => {
    await stopFollowers();
    etcd.stop();
  });

  test.for<[string, (fake: FakeEtcd) => void]>([
    ['the watch is silent while the member answers', (fake) => Object.assign(fake, { onAsk() {} })],
    [
      'the member ends the watch',
      (fake) => Object.assign(fake, { onAsk: (stream: { end(): void }) => stream.end() }),
    ],
    ['the revision goes back', (fake) => Object.assign(fake.header, { revision: '99' })],
    ['it is another cluster', (fake) => Object.assign(fake.header, { cluster_id: '2' })],
  ])('%s', async ([, misbehave]) => {
    misbehave(etcd);
    await eventually(() => etcd.watches > 1 && follower.steps.length > 1, { within: 8_000 });
    expect(follower.states).toEqual([{ ready: true, problem: undefined }]);
  });

  test('nothing is wrong: it goes on', async () => {
    let asked = 0;
    const answer = etcd.onAsk;
    etcd.onAsk = (stream) => {
      asked += 1;
      answer(stream);
    };
    await eventually(() => asked === 5);
    expect(etcd.watches).toBe(1);
  });
});

test('pieces of a revision are told as one, and as of that revision though the store is ahead', async () => {
  const etcd = await startFakeEtcd();
  const { steps, until } = follow({ endpoints: [etcd.endpoint] });
  await until(true);
  const put = (name: string) => ({
    type: 'Put',
    kv: { key: Buffer.from(`/skydns/${name}`), mod_revision: '101' },
  });
  const header = { ...etcd.header, revision: '200' };
  etcd.watch?.write({ header, events: [put('a')], fragment: true });
  etcd.watch?.write({ header, events: [put('b')], fragment: true });
  etcd.watch?.write({ header, events: [put('c')] });
  await eventually(() => steps.length === 2);
  expect(steps[1]?.revision).toBe('101');
  expect(steps[1]?.events.map(({ key }) => key)).toEqual(['/skydns/a', '/skydns/b', '/skydns/c']);
  await stopFollowers();
  etcd.stop();
});
