import { manualClock } from '@skywriter/testbed';
import { expect, test } from 'vitest';
import { readQuery } from '../message/query.ts';
import { question } from '../message/question.ts';
import { Upstream } from './health.ts';
import { askServers } from './race.ts';

const query = readQuery(question('www.example.com', 1));
if (query === undefined) throw new Error('no query');
const ask = { query, wholeNeeded: false, mixCase: false };

const reply = (code: number) => {
  const message = Buffer.from(query.message);
  message.writeUInt16BE(0x8180 | code, 2);
  return message;
};

/** Servers that answer when they are told to. */
function world(count: number) {
  const clock = manualClock();
  const asked: string[] = [];
  const told = new Map<string, { answer(code: number): void; fail(): void }>();
  const upstreams = Array.from(
    { length: count },
    (_, n) => new Upstream({ address: `192.0.2.${n + 1}`, port: 53 }),
  );
  const stop = new AbortController();
  const start = () =>
    askServers(upstreams, ask, {
      clock,
      signal: stop.signal,
      exchange: ({ address }, _ask, signal) =>
        new Promise((resolve, reject) => {
          asked.push(`${address.slice(-1)} at ${clock.now()}`);
          told.set(address.slice(-1), {
            answer: (code) => resolve(reply(code)),
            fail: () => reject(new Error('ECONNREFUSED')),
          });
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    });
  const code = (message: Buffer | undefined) =>
    message === undefined ? undefined : message.readUInt16BE(2) & 15;
  return { clock, asked, told, upstreams, start, stop, code };
}

/** Lets what was settled be seen. */
const seen = () => new Promise((resolve) => setImmediate(resolve));

test('a silent server: the next one after a while, and last from then on', async () => {
  const { clock, asked, told, start, code } = world(2);
  const first = start();
  clock.advance(400);
  told.get('2')?.answer(0);
  expect(code(await first)).toBe(0);
  const second = start();
  told.get('2')?.answer(0);
  await second;
  expect(asked).toEqual(['1 at 0', '2 at 400', '2 at 400']);
  expect(clock.waiting).toEqual([]);
});

test('a closed port, a refusal: the next one at once; the refusal is told if nobody knows better', async () => {
  const { clock, asked, told, start, code } = world(3);
  const first = start();
  told.get('1')?.fail();
  await seen();
  told.get('2')?.answer(5);
  await seen();
  told.get('3')?.answer(3);
  expect(code(await first)).toBe(3);
  const second = start();
  for (const name of ['2', '3', '1']) {
    told.get(name)?.answer(name === '2' ? 5 : 2);
    await seen();
  }
  expect(code(await second)).toBe(5);
  expect(asked).toEqual(['1 at 0', '2 at 0', '3 at 0', '2 at 0', '3 at 0', '1 at 0']);
  expect(clock.waiting).toEqual([]);
});

test('all are silent: two seconds, twice each; then 400 ms, until one is heard', async () => {
  const { clock, asked, told, upstreams, start, code } = world(1);
  for (const patience of [2000, 2000, 400]) {
    const begun = clock.now();
    const asking = start();
    for (let waited = 0; waited < patience; waited += 400) clock.advance(400);
    expect(code(await asking)).toBeUndefined();
    expect(clock.now() - begun).toBe(patience);
  }
  expect(asked).toEqual(['1 at 0', '1 at 400', '1 at 2000', '1 at 2400', '1 at 4000']);
  expect(upstreams[0]?.isAway).toBe(true);
  const back = start();
  told.get('1')?.answer(0);
  expect(code(await back)).toBe(0);
  expect(upstreams[0]?.isAway).toBe(false);
});

test('nobody to ask, or an end from outside', async () => {
  const none = world(0);
  expect(await none.start()).toBeUndefined();
  const { clock, start, stop, upstreams } = world(1);
  const asking = start();
  stop.abort();
  expect(await asking).toBeUndefined();
  expect(await start()).toBeUndefined();
  expect(clock.waiting).toEqual([]);
  expect(upstreams[0]?.faults).toBe(0);
});
