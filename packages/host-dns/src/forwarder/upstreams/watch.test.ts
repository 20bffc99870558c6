import { failure, type Result, success } from '@skywriter/core';
import { eventually, manualClock } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import { watchUpstreams } from './watch.ts';

function watching() {
  const clock = manualClock();
  const changes: string[] = [];
  const problems: string[] = [];
  let now: Result<readonly string[]> = success(['10.0.0.53']);
  let looks = 0;
  const watch = watchUpstreams({
    read: async () => {
      looks += 1;
      return now;
    },
    own: ['127.0.0.1', '172.19.1.100'],
    clock,
    interval: 1000,
    onChange: (servers) => void changes.push(servers.map(({ address }) => address).join()),
    onProblem: ({ code }) => void problems.push(code),
  });
  return {
    watch,
    changes,
    problems,
    clock,
    async sees(next: Result<readonly string[]>) {
      await eventually(() => expect(clock.waiting).toHaveLength(1));
      now = next;
      const before = looks;
      clock.advance(1000);
      await eventually(() => expect(looks).toBeGreaterThan(before));
      await eventually(() => expect(clock.waiting).toHaveLength(1));
    },
  };
}

test('another lease, a VPN and back; no network, our own servers and nonsense are no change', async () => {
  const { watch, changes, sees, clock } = watching();
  await sees(success(['10.0.0.53', '10.0.0.53']));
  await sees(success(['10.0.0.54', '2001:DB8::53']));
  await sees(success([]));
  await sees(success(['127.0.0.1', '172.19.1.100', 'fec0:0:0:ffff::1', 'nonsense', 'fe80::1%eth0']));
  await sees(success(['10.8.0.1', '10.0.0.54']));
  await sees(success(['10.0.0.54', '127.0.0.1']));
  expect(changes).toEqual(['10.0.0.53', '10.0.0.54,2001:db8::53', '10.8.0.1,10.0.0.54', '10.0.0.54']);
  await watch.stop();
  expect(clock.waiting).toEqual([]);
});

test('what cannot be seen is told once, and seen again later', async () => {
  const { watch, changes, problems, sees } = watching();
  const broken = failure('SKY_HOST_COMMAND', 'It failed.', 'Try again.');
  await sees(broken);
  await sees(broken);
  await sees(success(['10.0.0.99']));
  await sees(broken);
  expect(problems).toEqual(['SKY_HOST_COMMAND', 'SKY_HOST_COMMAND']);
  expect(changes).toEqual(['10.0.0.53', '10.0.0.99']);
  await watch.stop();
});

test('a look at once, as after a sleep', async () => {
  const changes: number[] = [];
  const watch = watchUpstreams({
    read: async () => success(['10.0.0.53']),
    own: [],
    clock: manualClock(),
    onChange: ({ length }) => void changes.push(length),
  });
  await watch.look();
  expect(changes).toEqual([1]);
  await watch.stop();
});
