import { eventually, systemClock } from '@skywriter/testbed';
import { afterEach, describe, expect, it } from 'vitest';
import { recordingStore } from '../fixtures/recording-store.ts';
import { event, page, rawIngress, type ScriptedRequest, scriptedApi } from '../fixtures/scripted-api.ts';
import { type ApiServerWatch, watchApiServer } from '../watch-api-server.ts';
import type { KindState } from './state.ts';
import type { ReflectorTiming } from './timing.ts';

/** What a real API server cannot be made to do on demand; everything else is in `real-api-server.test.ts`. */

type Handler = (request: ScriptedRequest) => void;

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function play(handlers: Handler[], timing: Partial<ReflectorTiming> = {}) {
  const api = await scriptedApi(...handlers);
  cleanups.push(api.stop);
  const recording = recordingStore(systemClock);
  const states: KindState[] = [];
  const watch: ApiServerWatch = watchApiServer({
    kubeconfig: api.kubeconfig,
    kinds: ['Ingress'],
    store: recording.store,
    clock: systemClock,
    timing: { firstRetry: 1, longestRetry: 20, ...timing },
    onState: (_, state) => states.push(state),
  });
  cleanups.push(watch.stop);
  const codes = () => states.map(({ problem }) => problem?.code).filter((code) => code !== undefined);
  /** `list`, `list continue`, `probe`, `watch version` for each request. */
  const asked = () =>
    api.requests.map(({ query }) => {
      if (query.watch === 'true') return `watch ${query.resourceVersion}`;
      if (query.limit === '1') return 'probe';
      return `list${query.continue === undefined ? '' : ` ${query.continue}`}`;
    });
  return { ...recording, api, watch, states, codes, asked };
}

const until = (check: () => void) => eventually(check, { every: 2 });
const list =
  (version: string, ...names: string[]): Handler =>
  ({ json }) =>
    json(
      200,
      page(
        version,
        names.map((name) => rawIngress(name, version)),
      ),
    );
/** An accepted watch that sends these pieces and stays open. */
const stream =
  (...pieces: (string | Buffer)[]): Handler =>
  ({ response }) => {
    response.writeHead(200);
    response.flushHeaders();
    for (const piece of pieces) response.write(piece);
  };
const status = (code: number) => ({ kind: 'Status', code, message: 'as scripted' });
const silent: Handler = () => {};

it('pages, watches from the version of the list, and asks for bookmarks and an end by lot', async () => {
  const { asked, api, log } = await play([
    ({ json }) => json(200, page('7', [rawIngress('a', '3')], 'next')),
    ({ json }) => json(200, page('7', [rawIngress('b', '5')])),
    stream(event('ADDED', rawIngress('c', '8'))),
  ]);
  await until(() => expect(log).toStrictEqual(['+a', '+b', 'synced Ingress', '+c']));
  expect(asked()).toStrictEqual(['list', 'list next', 'watch 7']);
  expect(api.requests[0]?.query.limit).toBe('500');
  const { query } = api.requests[2] ?? {};
  expect(query?.allowWatchBookmarks).toBe('true');
  expect(Number(query?.timeoutSeconds)).toBeGreaterThanOrEqual(300);
  expect(Number(query?.timeoutSeconds)).toBeLessThanOrEqual(600);
});

it('begins the list anew when a page has expired, and applies nothing of the first attempt', async () => {
  const { asked, log } = await play([
    ({ json }) => json(200, page('7', [rawIngress('ghost', '3')], 'next')),
    ({ json }) => json(410, status(410)),
    list('9', 'a'),
    stream(),
  ]);
  await until(() => expect(asked()).toStrictEqual(['list', 'list next', 'list', 'watch 9']));
  expect(log).toStrictEqual(['+a', 'synced Ingress']);
});

it('accepts an empty list written as null', async () => {
  const { log, watch } = await play([({ json }) => json(200, page('1', null)), stream()]);
  await until(() => expect(watch.state('Ingress')).toMatchObject({ synced: true, live: true }));
  expect(log).toStrictEqual(['synced Ingress']);
});

describe('framing', () => {
  it('puts together lines and characters that chunks divide at any byte', async () => {
    const bytes = Buffer.from(
      event('ADDED', rawIngress('ünï', '2', '𝕏ö.example')) + event('ADDED', rawIngress('b', '3')),
    );
    const { store } = await play([
      list('1'),
      ({ response }) => {
        response.writeHead(200);
        let at = 0;
        const send = () => {
          if (at < bytes.length) response.write(bytes.subarray(at, ++at), () => setImmediate(send));
        };
        send();
      },
    ]);
    await until(() => expect(store.count('Ingress')).toBe(2));
    expect(store.get('Ingress', 'default', 'ünï')?.ruleHosts).toStrictEqual(['𝕏ö.example']);
  });

  it('forgets half a line when the connection is reset, and goes on after the last whole event', async () => {
    const { asked, log, codes } = await play([
      list('1'),
      ({ response }) => {
        response.writeHead(200);
        response.write(
          event('ADDED', rawIngress('a', '5')) + event('ADDED', rawIngress('b', '6')).slice(0, 40),
          () => setImmediate(() => response.destroy()),
        );
      },
      stream(event('ADDED', rawIngress('b', '6'))),
    ]);
    await until(() => expect(log).toStrictEqual(['synced Ingress', '+a', '+b']));
    expect(asked()).toStrictEqual(['list', 'watch 1', 'watch 5']);
    expect(codes()).toStrictEqual(['SKY_API_UNREACHABLE']);
  });
});

it('moves its place with bookmarks', async () => {
  const { asked } = await play([
    list('1'),
    ({ response }) => {
      response.writeHead(200);
      response.end(event('BOOKMARK', { kind: 'Ingress', metadata: { resourceVersion: '99' } }));
    },
    stream(),
  ]);
  await until(() => expect(asked()).toStrictEqual(['list', 'watch 1', 'watch 99']));
});

describe('lists anew, and tells only the differences, after', () => {
  it.each<[string, Handler, string]>([
    ['an ERROR event 410', stream(event('ERROR', status(410))), 'SKY_API_EXPIRED'],
    ['an ERROR event 500', stream(event('ERROR', status(500))), 'SKY_API_FAILED'],
    ['an ERROR event without code', stream(event('ERROR', {})), 'SKY_API_FAILED'],
    ['the answer 410', ({ json }) => json(410, status(410)), 'SKY_API_EXPIRED'],
    ['the answer 504 for a version of the future', ({ json }) => json(504, status(504)), 'SKY_API_FAILED'],
    ['a line that is not JSON', stream('<html>\n'), 'SKY_API_PROTOCOL'],
    ['an event without object', stream('{"type":"ADDED"}\n'), 'SKY_API_PROTOCOL'],
    ['an event of an unknown type', stream(event('SURPRISE', rawIngress('a', '2'))), 'SKY_API_PROTOCOL'],
    ['an object without version', stream(event('ADDED', { metadata: { name: 'a' } })), 'SKY_API_PROTOCOL'],
  ])('%s', async (_, fault, code) => {
    const { asked, log, codes, watch } = await play([
      list('1', 'a', 'b', 'c'),
      fault,
      list('9', 'b', 'c', 'd'),
      stream(),
    ]);
    await until(() => expect(log).toStrictEqual(['+a', '+b', '+c', 'synced Ingress', '+d', '-a']));
    await until(() => expect(watch.state('Ingress')).toMatchObject({ live: true, problem: undefined }));
    expect(asked()).toStrictEqual(['list', 'watch 1', 'list', 'watch 9']);
    expect(codes()).toStrictEqual([code]);
  });

  it('an outage, in which a backup may have been restored', async () => {
    const gone: Handler = ({ response }) => response.destroy();
    let cut = (): void => {};
    const breakable: Handler = ({ response }) => {
      response.writeHead(200).flushHeaders();
      cut = () => response.destroy();
    };
    const { asked, log, watch } = await play([
      list('9', 'a', 'b'),
      breakable,
      gone,
      gone,
      list('9', 'a'),
      stream(),
    ]);
    await until(() => expect(watch.state('Ingress').live).toBe(true));
    cut();
    await until(() => expect(log).toStrictEqual(['+a', '+b', 'synced Ingress', '-b']));
    await until(() =>
      expect(asked()).toStrictEqual(['list', 'watch 9', 'watch 9', 'list', 'list', 'watch 9']),
    );
  });
});

describe('asks a silent server whether it is still there', () => {
  const quick = { watchSilence: 250, listSilence: 1_000 };

  it('and watches on from where it was, live all the time, if it is', async () => {
    const { asked, states, watch } = await play(
      [
        list('7', 'a'),
        stream(),
        list('9'),
        stream(event('ADDED', rawIngress('b', '10'))),
        list('10'),
        stream(),
      ],
      quick,
    );
    await until(() => expect(asked()).toHaveLength(6));
    expect(asked()).toStrictEqual(['list', 'watch 7', 'probe', 'watch 7', 'probe', 'watch 10']);
    expect(states.at(-1)).toMatchObject({ live: true, problem: undefined });
    expect(states).toHaveLength(2);
    expect(watch.state('Ingress').live).toBe(true);
  });

  it('and says so if it is not', async () => {
    const { asked, codes, watch } = await play(
      [list('7', 'a'), stream(), silent, list('9'), stream()],
      quick,
    );
    await until(() => expect(asked().slice(0, 4)).toStrictEqual(['list', 'watch 7', 'probe', 'probe']));
    await until(() => expect(watch.state('Ingress').live).toBe(true));
    expect(codes()).toStrictEqual(['SKY_API_STALLED']);
  });

  it('and lists anew if it is where it was before, as a restored virtual machine is', async () => {
    const { codes, log, asked } = await play(
      [list('1000', 'a'), stream(), list('999'), list('999', 'b'), stream()],
      quick,
    );
    await until(() => expect(log).toStrictEqual(['+a', 'synced Ingress', '+b', '-a']));
    await until(() =>
      expect(asked().slice(0, 5)).toStrictEqual(['list', 'watch 1000', 'probe', 'list', 'watch 999']),
    );
    expect(codes()[0]).toBe('SKY_API_RESTORED');
  });

  it('and cannot tell from versions that are no numbers', async () => {
    const { asked } = await play([list('zz', 'a'), stream(), list('aa'), stream()], quick);
    await until(() => expect(asked().slice(0, 4)).toStrictEqual(['list', 'watch zz', 'probe', 'watch zz']));
  });
});

describe('asks the same again, and keeps its place, after', () => {
  it.each<[string, Handler, string]>([
    ['the answer 500', ({ json }) => json(500, status(500)), 'SKY_API_FAILED'],
    ['the answer 429', ({ json }) => json(429, status(429)), 'SKY_API_BUSY'],
    ['the answer 401', ({ json }) => json(401, status(401)), 'SKY_API_UNAUTHORIZED'],
    ['the answer 403', ({ json }) => json(403, status(403)), 'SKY_API_FORBIDDEN'],
    ['an error page', ({ response }) => response.writeHead(502).end('<html>Bad Gateway'), 'SKY_API_FAILED'],
    ['watches that end at once', ({ response }) => response.writeHead(200).end(), 'SKY_API_FAILED'],
  ])('%s', async (_, fault, code) => {
    const { asked, codes, watch } = await play([list('1', 'a'), fault, fault, stream()]);
    await until(() => expect(asked()).toStrictEqual(['list', 'watch 1', 'watch 1', 'watch 1']));
    await until(() =>
      expect(watch.state('Ingress')).toMatchObject({ synced: true, live: true, problem: undefined }),
    );
    expect(new Set(codes())).toStrictEqual(new Set([code]));
  });
});

it.each<[string, Handler, string]>([
  ['silence', silent, 'SKY_API_STALLED'],
  ['half a list', ({ response }) => response.writeHead(200).write('{"items":['), 'SKY_API_STALLED'],
  ['a login page', ({ response }) => response.writeHead(200).end('<html>'), 'SKY_API_PROTOCOL'],
  ['another JSON', ({ json }) => json(200, []), 'SKY_API_PROTOCOL'],
  ['the answer 500', ({ json }) => json(500, status(500)), 'SKY_API_FAILED'],
])('lists again after %s', async (_, fault, code) => {
  const { log, codes } = await play([fault, list('1', 'a'), stream()], { listSilence: 500 });
  await until(() => expect(log).toStrictEqual(['+a', 'synced Ingress']));
  expect(codes()).toStrictEqual([code]);
});

it('waits as long as the server wishes', async () => {
  const times: number[] = [];
  const timed =
    (handler: Handler): Handler =>
    (request) => {
      times.push(performance.now());
      handler(request);
    };
  const busy: Handler = ({ json }) => json(429, status(429), { 'retry-after': '1' });
  const { log } = await play([timed(busy), timed(list('1', 'a')), stream()]);
  await until(() => expect(log).toStrictEqual(['+a', 'synced Ingress']));
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(995);
});

it('keeps what it knew of an object that cannot be read, says so, and is not synced before it can', async () => {
  const broken = { metadata: { namespace: 'default', name: 'b', resourceVersion: '1' }, spec: 7 };
  let write = (_: string): void => {};
  const { store, watch, log } = await play([
    ({ json }) => json(200, page('1', [rawIngress('a', '1'), broken])),
    ({ response }) => {
      response.writeHead(200).flushHeaders();
      write = (text) => response.write(text);
    },
  ]);
  await until(() => expect(watch.state('Ingress').live).toBe(true));
  expect(watch.state('Ingress')).toMatchObject({ synced: false, problem: { code: 'SKY_OBJECT_FIELD' } });
  write(event('MODIFIED', rawIngress('b', '2')));
  await until(() => expect(watch.state('Ingress')).toMatchObject({ synced: true, problem: undefined }));
  write(event('MODIFIED', { ...broken, metadata: { ...broken.metadata, resourceVersion: '3' } }));
  await until(() => expect(watch.state('Ingress').problem?.code).toBe('SKY_OBJECT_FIELD'));
  expect(store.get('Ingress', 'default', 'b')?.ruleHosts).toStrictEqual(['b.example']);
  write(event('DELETED', { ...broken, metadata: { ...broken.metadata, resourceVersion: '4' } }));
  await until(() => expect(watch.state('Ingress').problem).toBeUndefined());
  expect(log).toStrictEqual(['+a', '+b', 'synced Ingress', '-b']);
});

it('survives listeners that throw', async () => {
  const { store, errors, log } = recordingStore(systemClock);
  const api = await scriptedApi(list('1', 'a'), stream(event('ADDED', rawIngress('b', '2'))));
  cleanups.push(api.stop);
  const boom = () => {
    throw new Error('boom');
  };
  store.subscribe({ changed: boom, synced: boom });
  const { kubeconfig } = api;
  const watch = watchApiServer({ kubeconfig, kinds: ['Ingress'], store, clock: systemClock, onState: boom });
  cleanups.push(watch.stop);
  await until(() => expect(log).toStrictEqual(['+a', 'synced Ingress', '+b']));
  await until(() => expect(errors.length).toBeGreaterThanOrEqual(5));
  expect(watch.state('Ingress').live).toBe(true);
});

it.each<[string, Handler[]]>([
  ['waits for an answer', [silent]],
  ['reads a page', [({ response }) => response.writeHead(200).write('{')]],
  ['watches', [list('1', 'a'), stream()]],
  ['waits for the next attempt', [({ json }) => json(429, status(429), { 'retry-after': '60' })]],
])('stops at once while it %s, and leaves no connection', async (_, handlers) => {
  const { api, watch, asked } = await play(handlers);
  await until(() => expect(asked()).toHaveLength(handlers.length));
  const began = performance.now();
  await watch.stop();
  expect(performance.now() - began).toBeLessThan(1_000);
  await eventually(async () => (await api.connections()) === 0);
});
