import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { scriptedApi } from '../fixtures/scripted-api.ts';
import type { ApiAccess } from './access.ts';
import { apiClient } from './client.ts';
import { faultOf } from './fault.ts';

const { signal } = new AbortController();
const request = {
  row: { kind: 'Ingress', group: 'g', plural: 'p' },
  namespace: undefined,
  verb: 'list',
} as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skywriter-client-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

interface Parts {
  readonly server?: string;
  readonly user?: object;
  readonly cluster?: object;
}

/** A kubeconfig with the contexts `current` and `other`. */
async function kubeconfig({
  server = 'https://127.0.0.1:1',
  user = {},
  cluster = {},
}: Parts): Promise<string> {
  const path = join(folder, 'config');
  const context = (name: string) => ({ name, context: { cluster: 'c', user: name } });
  const config = {
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [
      { name: 'current', user },
      { name: 'other', user: { token: 'other-token' } },
    ],
    contexts: [context('current'), context('other')],
    'current-context': 'current',
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

async function problemOf(access: ApiAccess) {
  const client = apiClient(access);
  try {
    await client.get('/api', {}, signal);
    return undefined;
  } catch (error) {
    return faultOf(error, request);
  } finally {
    await client.close();
  }
}

describe('credentials', () => {
  it.each<[string, object, string | undefined]>([
    ['none', {}, undefined],
    ['a token', { token: 't' }, 'Bearer t'],
    [
      'a name and password',
      { username: 'u', password: 'p' },
      `Basic ${Buffer.from('u:p').toString('base64')}`,
    ],
  ])('%s', async (_, user, authorization) => {
    const api = await scriptedApi(({ json }) => json(200, {}));
    const client = apiClient({ kubeconfig: await kubeconfig({ server: api.url, user }) });
    await client.get('/api', { a: 'b&c' }, signal);
    expect(api.requests[0]?.headers.authorization).toBe(authorization);
    expect(api.requests[0]?.query).toStrictEqual({ a: 'b&c' });
    await client.close();
    await api.stop();
  });

  it('come from another context and go to another server where that is said', async () => {
    const api = await scriptedApi(({ json }) => json(200, {}));
    const client = apiClient({
      kubeconfig: await kubeconfig({}),
      context: 'other',
      server: `${api.url}/base/`,
    });
    await client.get('/api', {}, signal);
    expect(api.requests[0]?.headers.authorization).toBe('Bearer other-token');
    expect(api.requests[0]?.path).toBe('/base/api');
    await client.close();
    await api.stop();
  });

  it('come from an exec plugin: once for requests that begin together, and again when they are refused', async () => {
    const plugin = join(folder, 'plugin.sh');
    const counter = join(folder, 'count');
    const status = '{"status":{"token":"from-plugin"}}';
    await writeFile(plugin, `#!/bin/sh\necho x >> ${counter}\necho '${status}'\n`);
    await chmod(plugin, 0o755);
    const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: plugin } };
    const api = await scriptedApi(
      ({ json }) => json(200, {}),
      ({ json }) => json(200, {}),
      ({ json }) => json(401, {}),
      ({ json }) => json(200, {}),
    );
    const client = apiClient({ kubeconfig: await kubeconfig({ server: api.url, user }) });
    const runs = async () => (await readFile(counter, 'utf8')).trim().split('\n').length;
    await Promise.all([client.get('/api', {}, signal), client.get('/api', {}, signal)]);
    expect(await runs()).toBe(1);
    expect((await client.get('/api', {}, signal)).status).toBe(401);
    await client.get('/api', {}, signal);
    expect(await runs()).toBe(2);
    expect(api.requests.map(({ headers }) => headers.authorization)).toStrictEqual(
      Array.from({ length: 4 }, () => 'Bearer from-plugin'),
    );
    await client.close();
    await api.stop();
  });

  it('go through the proxy that the kubeconfig names', async () => {
    const api = await scriptedApi(({ json }) => json(200, {}));
    const reached: (string | undefined)[] = [];
    const proxy = createServer().on('connect', ({ url }, client) => {
      reached.push(url);
      const target = connect(Number(new URL(api.url).port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(client).pipe(target);
      });
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    const cluster = { 'proxy-url': `http://127.0.0.1:${port}` };
    const client = apiClient({ kubeconfig: await kubeconfig({ server: api.url, cluster }) });
    expect((await client.get('/api', {}, signal)).status).toBe(200);
    expect(reached).toStrictEqual([new URL(api.url).host]);
    await client.close();
    await api.stop();
    proxy.close();
  });

  it('are not waited for after an abort', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sleep', args: ['5'] };
    const client = apiClient({ kubeconfig: await kubeconfig({ user: { exec } }) });
    const controller = new AbortController();
    const asked = client.get('/api', {}, controller.signal);
    controller.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    await client.close();
  });
});

describe('problems, without secrets', () => {
  it('neither a kubeconfig nor a Pod', async () => {
    vi.stubEnv('KUBECONFIG', '');
    vi.stubEnv('HOME', folder);
    const problem = await problemOf({});
    expect(problem?.message).toBe('There is neither a kubeconfig nor a service account of a Pod.');
  });

  it.each<[string, () => Promise<ApiAccess>, string, RegExp]>([
    [
      'no such file',
      async () => ({ kubeconfig: join(folder, 'nowhere') }),
      'SKY_KUBECONFIG',
      /nowhere cannot be read \(ENOENT\)\.$/,
    ],
    [
      'no kubeconfig in the file',
      async () => {
        await writeFile(join(folder, 'bad'), 'token: secret: [');
        return { kubeconfig: join(folder, 'bad') };
      },
      'SKY_KUBECONFIG',
      /bad cannot be read: it is not a valid kubeconfig\.$/,
    ],
    [
      'an empty file',
      async () => {
        await writeFile(join(folder, 'empty'), '');
        return { kubeconfig: join(folder, 'empty') };
      },
      'SKY_KUBECONFIG',
      /empty cannot be read/,
    ],
    [
      'no such context',
      async () => ({ kubeconfig: await kubeconfig({}), context: 'nowhere' }),
      'SKY_KUBECONFIG',
      /no context "nowhere" with a cluster\.$/,
    ],
    [
      'a server that is no URL',
      async () => ({ kubeconfig: await kubeconfig({ server: 'nonsense' }) }),
      'SKY_KUBECONFIG',
      /not a URL\.$/,
    ],
    [
      'a plugin that fails and prints a secret',
      async () => {
        const exec = {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'sh',
          args: ['-c', 'echo secret >&2; exit 1'],
        };
        return { kubeconfig: await kubeconfig({ user: { exec } }) };
      },
      'SKY_API_CREDENTIALS',
      /could not be obtained\.$/,
    ],
    [
      'a plugin that is not installed',
      async () => {
        const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'no-such-plugin-anywhere' };
        return { kubeconfig: await kubeconfig({ user: { exec } }) };
      },
      'SKY_API_CREDENTIALS',
      /could not be obtained \(ENOENT\)\.$/,
    ],
    [
      'nobody there',
      async () => ({ kubeconfig: await kubeconfig({ user: { token: 'secret' } }) }),
      'SKY_API_UNREACHABLE',
      /at 127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)\.$/,
    ],
    [
      'an unusable certificate authority',
      async () => ({ kubeconfig: await kubeconfig({ cluster: { 'certificate-authority': '/nowhere/ca' } }) }),
      'SKY_API_CREDENTIALS',
      /could not be obtained \(ENOENT\)\.$/,
    ],
  ])('%s', async (_, access, code, message) => {
    const problem = await problemOf(await access());
    expect(problem?.code).toBe(code);
    expect(problem?.message).toMatch(message);
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});
