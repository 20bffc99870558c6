import { type Problem, SkywriterError } from '@skywriter/core';
import { manualClock } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import { keepServing } from './keep-serving.ts';
import type { Server } from './server.ts';

const problem: Problem = { code: 'SKY_DNS_LISTEN', message: 'In use.', hint: 'Wait.' };

function scripted(outcomes: ('starts' | 'fails')[]) {
  const clock = manualClock(1);
  const events: string[] = [];
  let fail = (_problem: Problem): void => {};
  const service = keepServing({
    clock,
    async startServer(onFailure): Promise<Server> {
      if (outcomes.shift() === 'fails') throw new SkywriterError(problem);
      fail = onFailure;
      events.push('start');
      return {
        endpoints: [{ address: { family: 4, text: '127.0.0.1' }, port: 53 }],
        close: async () => void events.push('close'),
      };
    },
  });
  const start = () => service.start((ready) => events.push(ready ? 'ready' : 'not ready'));
  return { clock, events, service, start, fail: () => fail(problem) };
}

/** Lets everything happen that waits for nothing but its turn. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('waits twice as long after each failure, half a minute at most', async () => {
  const { clock, service, start, events } = scripted(Array.from({ length: 9 }, () => 'fails'));
  await start();
  const waits: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    const [wait = 0] = clock.waiting;
    waits.push(wait);
    clock.advance(wait);
    await settle();
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect([service.endpoints, service.problem?.code, events]).toEqual([[], 'SKY_DNS_LISTEN', []]);
});

test('a server that fails is closed, and another started after the first wait again', async () => {
  const { clock, service, start, events, fail } = scripted(['fails', 'starts', 'starts']);
  await start();
  clock.advance(500);
  await settle();
  expect(service.endpoints).toHaveLength(1);
  fail();
  fail();
  expect([service.endpoints, service.problem]).toEqual([[], problem]);
  await settle();
  expect(clock.waiting).toEqual([500]);
  clock.advance(500);
  await settle();
  expect([service.endpoints.length, service.problem]).toEqual([1, undefined]);
  expect(events).toEqual(['start', 'ready', 'not ready', 'close', 'start', 'ready']);
});

test('stopping ends the waiting, and waits for what has begun', async () => {
  const waiting = scripted(['fails']);
  await waiting.start();
  await waiting.service.stop();
  expect(waiting.clock.waiting).toEqual([]);

  const starting = scripted(['starts']);
  void starting.start();
  await starting.service.stop();
  expect(starting.events).toEqual(['start', 'close']);

  const failing = scripted(['starts']);
  await failing.start();
  failing.fail();
  await failing.service.stop();
  expect(failing.events).toEqual(['start', 'ready', 'not ready', 'close']);
  expect(failing.clock.waiting).toEqual([]);
});
