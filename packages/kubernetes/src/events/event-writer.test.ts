import type { Problem } from '@skywriter/core';
import { eventually, systemClock } from '@skywriter/testbed';
import { afterEach, describe, expect, it } from 'vitest';
import { report, shop } from '../fixtures/events.ts';
import { type ScriptedRequest, scriptedApi } from '../fixtures/scripted-api.ts';
import { createEventWriter } from './event-writer.ts';
import type { EventTiming } from './timing.ts';

const fast: Partial<EventTiming> = {
  requests: { burst: 1000, interval: 1 },
  firstRetry: 2,
  longestRetry: 10,
  forbiddenRetry: 20,
};
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** A writer before an API server that answers with these statuses in turn, the last one for ever, or as told. */
async function start(
  answer: readonly number[] | ((request: Seen) => number),
  timing: Partial<EventTiming> = {},
) {
  const seen: Seen[] = [];
  async function handle({ json, path, response: { req } }: ScriptedRequest): Promise<void> {
    let text = '';
    for await (const chunk of req) text += String(chunk);
    const request = { method: req.method ?? '', path, body: JSON.parse(text) };
    seen.push(request);
    const status =
      typeof answer === 'function'
        ? answer(request)
        : (answer[Math.min(seen.length, answer.length) - 1] ?? 500);
    json(status, status < 300 ? {} : { message: `said ${status}` });
  }
  const api = await scriptedApi((request) => void handle(request));
  const problems: Problem[] = [];
  const writer = createEventWriter({
    access: { kubeconfig: api.kubeconfig },
    clock: systemClock,
    reportingInstance: 'test',
    onProblem: (problem) => problems.push(problem),
    timing: { ...fast, ...timing },
  });
  cleanups.push(api.stop, writer.stop);
  const until = (check: () => void) => eventually(check, { every: 2 });
  const written = (count: number) => until(() => expect(writer.counts.written).toBe(count));
  const codes = () => problems.map(({ code }) => code);
  return { api, writer, seen, problems, codes, until, written };
}

describe('the event writer', () => {
  // For each answer of the server: how often it is asked, and what is told.
  it.each<[string, number[], number, string[]]>([
    ['writes', [201], 1, []],
    ['tries again what fails, and writes it', [500, 500, 201], 3, []],
    ['waits for a server that is busy, as long as it takes', [429, 429, 429, 429, 201], 5, []],
    ['asks again for credentials', [401, 201], 2, []],
    [
      'waits for the right, and says once which is missing',
      [403, 403, 403, 403, 201],
      5,
      ['SKY_EVENTS_FORBIDDEN'],
    ],
    ['finds an Event whose answer was lost', [503, 409], 2, []],
  ])('%s', async (_, statuses, requests, told) => {
    const { writer, seen, problems, until } = await start(statuses);
    writer.report(report('x'));
    await until(() => expect(writer.counts.written).toBe(1));
    expect(seen).toHaveLength(requests);
    expect(new Set(seen.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(problems.map(({ code }) => code)).toStrictEqual(told);
    expect(writer.counts.dropped).toBe(0);
  });

  it.each<[string, number[], number]>([
    ['fails three times', [500, 502, 504, 201], 4],
    ['is not wanted', [422, 201], 2],
  ])('gives up an Event that %s, says so, and goes on with the next', async (_, statuses, requests) => {
    const { writer, seen, problems, until } = await start(statuses);
    writer.report(report('bad'));
    writer.report(report('good'));
    await until(() => expect(writer.counts).toMatchObject({ written: 1, dropped: 1 }));
    expect(seen).toHaveLength(requests);
    expect(seen.at(-1)?.body).toMatchObject({ note: 'good' });
    expect(problems).toMatchObject([
      {
        code: 'SKY_EVENT_REFUSED',
        message: expect.stringMatching(
          /the Event NameHeld about Ingress shop\/front with status \d+: said \d+\.$/,
        ),
      },
    ]);
  });

  it('counts what is said again: at once, and then no more often than each interval', async () => {
    const { writer, seen, until } = await start([200], { seriesInterval: 60_000 });
    writer.report(report('x'));
    await until(() => expect(writer.counts.written).toBe(1));
    writer.report(report('x'));
    await until(() => expect(writer.counts.written).toBe(2));
    for (let round = 0; round < 10; round += 1) writer.report(report('x'));
    writer.report(report('another'));
    await until(() => expect(writer.counts.written).toBe(3));
    expect(seen.map(({ method, body }) => [method, body.note, body.series])).toStrictEqual([
      ['POST', 'x', undefined],
      ['PATCH', undefined, { count: 2, lastObservedTime: expect.any(String) }],
      ['POST', 'another', undefined],
    ]);
  });

  it('writes the count that it kept back when the interval is over', async () => {
    const { writer, seen, until } = await start([200], { seriesInterval: 50 });
    for (const written of [1, 2]) {
      writer.report(report('x'));
      await until(() => expect(writer.counts.written).toBe(written));
    }
    for (let round = 0; round < 10; round += 1) writer.report(report('x'));
    await until(() => expect(writer.counts.written).toBe(3));
    expect(seen.at(-1)?.body).toMatchObject({ series: { count: 12 } });
  });

  it('writes a new Event where the one to count up has expired', async () => {
    const { writer, seen, until } = await start([201, 404, 201]);
    writer.report(report('x'));
    await until(() => expect(writer.counts.written).toBe(1));
    writer.report(report('x'));
    await until(() => expect(writer.counts.written).toBe(2));
    expect(seen.map(({ method }) => method)).toStrictEqual(['POST', 'PATCH', 'POST']);
    expect(seen.at(-1)?.body).toMatchObject({ note: 'x' });
    expect(seen.at(-1)?.body).not.toHaveProperty('series');
  });

  it('bounds what waits, gives up the oldest, and says so once', async () => {
    const { writer, seen, problems, until } = await start([201], { queued: 10 });
    for (let index = 0; index < 1_000; index += 1) {
      writer.report(report('x', { ...shop, name: `i${index}`, uid: `u${index}` }));
    }
    await until(() => expect(writer.counts).toStrictEqual({ written: 10, dropped: 990, suppressed: 0 }));
    expect(seen.map(({ body }) => body.regarding)).toMatchObject(
      Array.from({ length: 10 }, (_, index) => ({ name: `i${990 + index}` })),
    );
    expect(problems.map(({ code }) => code)).toStrictEqual(['SKY_EVENTS_DROPPED']);
  });

  it('bounds what it says of one object', async () => {
    const { writer, until } = await start([201]);
    for (let index = 0; index < 1_000; index += 1) writer.report(report(`note ${index}`));
    await until(() => expect(writer.counts).toStrictEqual({ written: 25, dropped: 0, suppressed: 975 }));
  });

  it('bounds what it asks of the server', async () => {
    const { writer, until, seen } = await start([201], { requests: { burst: 5, interval: 30 } });
    const began = performance.now();
    for (let index = 0; index < 10; index += 1) writer.report(report(`note ${index}`));
    await until(() => expect(writer.counts.written).toBe(10));
    expect(seen).toHaveLength(10);
    expect(performance.now() - began).toBeGreaterThan(5 * 30 - 5);
  });

  it('does not write what has waited for too long', async () => {
    const { writer, until } = await start([403], { forgetAfter: 50 });
    writer.report(report('x'));
    await until(() => expect(writer.counts).toMatchObject({ written: 0, dropped: 1 }));
  });

  it('asks a server that is away less and less often', async () => {
    const { writer, written } = await start([429, 429, 429, 201], { firstRetry: 40, longestRetry: 80 });
    const began = performance.now();
    writer.report(report('x'));
    await written(1);
    // At least half of each delay: 40, 80, 80.
    expect(performance.now() - began).toBeGreaterThan(95);
  });

  it('does not let a namespace where it is forbidden keep others waiting, nor asks there meanwhile', async () => {
    const { writer, seen, codes, written } = await start(
      ({ path }) => (path.includes('/shop/') ? 403 : 201),
      {
        forbiddenRetry: 60_000,
      },
    );
    writer.report(report('x'));
    writer.report(report('y'));
    writer.report(report('z', { ...shop, namespace: 'other', uid: 'other' }));
    await written(1);
    expect(seen.map(({ body }) => body.note)).toStrictEqual(['x', 'z']);
    expect(codes()).toStrictEqual(['SKY_EVENTS_FORBIDDEN']);
  });

  it('says once that it is forbidden somewhere, however often it is tried there and allowed elsewhere', async () => {
    const { writer, seen, codes, until } = await start(({ path }) => (path.includes('/shop/') ? 403 : 201), {
      forbiddenRetry: 2,
    });
    writer.report(report('x'));
    for (let round = 1; round <= 3; round += 1) {
      const refused = seen.length;
      writer.report(report(`z${round}`, { ...shop, namespace: 'other', uid: 'other' }));
      await until(() => expect(writer.counts.written).toBe(round));
      await until(() => expect(seen.length).toBeGreaterThan(refused + 1));
    }
    expect(codes()).toStrictEqual(['SKY_EVENTS_FORBIDDEN']);
  });

  it('does not lose what is said while its Event is written', async () => {
    const { writer, seen, written } = await start(({ method }) => {
      if (method === 'POST') writer.report(report('x'));
      return 201;
    });
    writer.report(report('x'));
    await written(2);
    expect(seen.map(({ method, body }) => [method, body.series])).toMatchObject([
      ['POST', undefined],
      ['PATCH', { count: 2 }],
    ]);
  });

  it('counts only failures in a row', async () => {
    const { writer, written } = await start([500, 500, 201, 500, 500, 200]);
    writer.report(report('x'));
    await written(1);
    writer.report(report('x'));
    await written(2);
    expect(writer.counts.dropped).toBe(0);
  });

  it('begins anew with what it gave up, and says again what keeps it from writing', async () => {
    const { writer, seen, codes, until, written } = await start([422, 201, 422]);
    writer.report(report('x'));
    await until(() => expect(writer.counts.dropped).toBe(1));
    writer.report(report('x'));
    await written(1);
    expect(seen.at(-1)).toMatchObject({ method: 'POST', body: { note: 'x' } });
    expect(seen.at(-1)?.body).not.toHaveProperty('series');
    writer.report(report('y'));
    await until(() => expect(codes()).toStrictEqual(['SKY_EVENT_REFUSED', 'SKY_EVENT_REFUSED']));
  });

  it('says again that it is overrun, when it has been at rest in between', async () => {
    const { writer, codes, written } = await start([201], { queued: 2 });
    for (let burst = 1; burst <= 2; burst += 1) {
      for (let index = 0; index < 5; index += 1) writer.report(report(`${burst} ${index}`));
      await written(2 * burst);
    }
    expect(codes()).toStrictEqual(['SKY_EVENTS_DROPPED', 'SKY_EVENTS_DROPPED']);
  });

  it('survives a listener that throws, and reports after the end', async () => {
    const api = await scriptedApi(
      ({ json }) => json(422, {}),
      ({ json }) => json(201, {}),
    );
    const writer = createEventWriter({
      access: { kubeconfig: api.kubeconfig },
      clock: systemClock,
      reportingInstance: 'test',
      onProblem() {
        throw new Error('a defect');
      },
      timing: fast,
    });
    cleanups.push(api.stop);
    writer.report(report('bad'));
    writer.report(report('good'));
    await eventually(() => expect(writer.counts).toMatchObject({ written: 1, dropped: 1 }), { every: 2 });
    await writer.stop();
    writer.report(report('late'));
    expect(api.requests).toHaveLength(2);
  });

  it('stops while a request is under way, and leaves no connection', async () => {
    const api = await scriptedApi(() => {});
    cleanups.push(api.stop);
    const writer = createEventWriter({
      access: { kubeconfig: api.kubeconfig },
      clock: systemClock,
      reportingInstance: 'test',
      onProblem: () => {},
    });
    writer.report(report('x'));
    await eventually(() => expect(api.requests).toHaveLength(1), { every: 2 });
    await writer.stop();
    await eventually(async () => expect(await api.connections()).toBe(0), { every: 2 });
  });
});
