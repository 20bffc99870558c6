import { once } from 'node:events';
import { createServer } from 'node:https';
import { createAuthority, eventually } from '@skywriter/testbed';
import { afterEach, expect, test } from 'vitest';
import { ApiProxy } from './api-proxy.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Before an API server that answers lists at once, and leaves a watch open after one event. */
async function start() {
  const authority = await createAuthority();
  const { cert, key } = await authority.issue({ hosts: ['127.0.0.1'] });
  const seen: string[] = [];
  const server = createServer({ cert, key }, (incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url} ${incoming.headers.authorization}`);
    if (incoming.url?.includes('watch') === true) outgoing.write('{"type":"ADDED"}\n');
    else outgoing.end('{"items":[]}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const proxy = await ApiProxy.start({ url, token: 'secret', ca: authority.cert });
  cleanups.push(() => proxy.stop());
  return { proxy, seen };
}

test('passes on what it is asked, as the administrator', async () => {
  const { proxy, seen } = await start();
  expect(await (await fetch(`${proxy.url}/api/v1/pods`)).json()).toEqual({ items: [] });
  expect(seen).toEqual(['GET /api/v1/pods Bearer secret']);
});

test('refuses everything until it is healed', async () => {
  const { proxy, seen } = await start();
  proxy.refuse({ status: 500, reason: 'InternalError' });
  const refused = await fetch(`${proxy.url}/api/v1/pods`);
  expect([refused.status, await refused.json()]).toEqual([
    500,
    expect.objectContaining({ reason: 'InternalError' }),
  ]);
  expect(seen).toEqual([]);
  proxy.heal();
  expect((await fetch(`${proxy.url}/api/v1/pods`)).status).toBe(200);
});

test.each([
  ['expire', '{"type":"ADDED"}\n{"type":"ERROR","object":{"kind":"Status"', 410],
  ['tear', '{"type":"ADDED"}\n{"type":"MODIFIED","object":{"metadata":{"na', 200],
] as const)('%s ends open watches in its way', async (fault, beginning, next) => {
  const { proxy } = await start();
  const watch = await fetch(`${proxy.url}/api/v1/pods?watch=true`);
  let text = '';
  const read = (async () => {
    for await (const chunk of watch.body ?? []) text += Buffer.from(chunk).toString();
  })();
  await eventually(() => text !== '', { what: 'the first event' });
  proxy[fault]();
  await read;
  expect(text.startsWith(beginning), text).toBe(true);
  const again = await fetch(`${proxy.url}/api/v1/pods?watch=true`);
  expect(again.status).toBe(next);
  await again.body?.cancel();
});
