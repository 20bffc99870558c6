import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { libraryCredentials } from './library-credentials.ts';
import { plainCredentials } from './plain-credentials.ts';
import { podCredentials } from './pod-credentials.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skywriter-credentials-'));
  await writeFile(join(folder, 'ca.crt'), 'CA FILE');
  await writeFile(join(folder, 'client.crt'), 'CERT FILE');
  await writeFile(join(folder, 'client.key'), 'KEY FILE');
  await writeFile(join(folder, 'token'), 'token of a file\n');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const data = (text: string) => Buffer.from(text).toString('base64');

async function written(cluster: object, user: unknown, more: object = {}): Promise<string> {
  const path = join(folder, 'config');
  const config = {
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
    ...more,
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

/** What is used of the options where there is no proxy. */
function used({ ca, cert, key, servername, rejectUnauthorized, auth, headers }: RequestOptions) {
  const text = (value: unknown) => (value === undefined ? undefined : String(value));
  return {
    ...{ ca: text(ca), cert: text(cert), key: text(key), servername, rejectUnauthorized, auth },
    headers: { ...headers },
  };
}

describe('what both can read gives the same', () => {
  it.each<[string, object, unknown, object?]>([
    ['nothing', {}, {}],
    ['no user fields', {}, null],
    ['a slash at the end', { server: 'https://example.com:6443/' }, { token: 't' }],
    ['a path', { server: 'https://example.com/k8s/clusters/c-1' }, { token: 't' }],
    ['a token', {}, { token: 't' }],
    ['name and password', {}, { username: 'u', password: 'p:q' }],
    [
      'certificates',
      { 'certificate-authority-data': data('CA') },
      { 'client-certificate-data': data('CERT'), 'client-key-data': data('KEY') },
    ],
    [
      'files, relative to the kubeconfig',
      { 'certificate-authority': 'ca.crt' },
      { 'client-certificate': './client.crt', 'client-key': 'client.key' },
    ],
    ['another server name', { 'tls-server-name': 'kubernetes' }, { token: 't' }],
    ['no verification', { 'insecure-skip-tls-verify': true }, { token: 't' }],
    ['no verification, but as text', { 'insecure-skip-tls-verify': 'true' }, { token: 't' }],
    ['preferences and extensions', { extensions: [] }, { token: 't' }, { preferences: { colors: true } }],
  ])('%s', async (_what, cluster, user, more) => {
    const kubeconfig = await written(cluster, user, more);
    const plain = await plainCredentials({ kubeconfig });
    const library = await libraryCredentials({ kubeconfig });
    expect(plain?.server).toBe(library.server);
    expect(plain?.proxied).toBe(library.proxied);
    expect(used((await plain?.options()) ?? {})).toStrictEqual(used(await library.options()));
  });

  it('plain HTTP, which the library takes only without verification', async () => {
    const kubeconfig = await written({ server: 'http://127.0.0.1:8001' }, { token: 't' });
    const plain = await plainCredentials({ kubeconfig });
    const library = await libraryCredentials({ kubeconfig });
    expect(plain?.server).toBe(library.server);
    const { rejectUnauthorized, ...rest } = used(await library.options());
    expect(rejectUnauthorized).toBe(false);
    expect(used((await plain?.options()) ?? {})).toStrictEqual({ rejectUnauthorized: undefined, ...rest });
  });

  it('another context', async () => {
    const kubeconfig = await written(
      {},
      {},
      {
        users: [
          { name: 'u', user: { token: 'mine' } },
          { name: 'v', user: { token: 'theirs' } },
        ],
        contexts: [
          { name: 'x', context: { cluster: 'c', user: 'u' } },
          { name: 'y', context: { cluster: 'c', user: 'v' } },
        ],
      },
    );
    const plain = await plainCredentials({ kubeconfig, context: 'y', server: 'https://other.example.com' });
    const library = await libraryCredentials({
      kubeconfig,
      context: 'y',
      server: 'https://other.example.com',
    });
    expect(plain?.server).toBe(library.server);
    expect(used((await plain?.options()) ?? {})).toStrictEqual(used(await library.options()));
  });
});

describe('what is left to the library', () => {
  const twice = [
    { name: 'u', user: { token: 'a' } },
    { name: 'u', user: { token: 'b' } },
  ];
  it.each<[string, object, unknown, object?]>([
    ['an exec plugin', {}, { exec: { command: 'x' } }],
    ['an auth provider', {}, { 'auth-provider': { name: 'oidc' } }],
    ['impersonation', {}, { token: 't', as: 'somebody' }],
    ['a proxy', { 'proxy-url': 'socks5://127.0.0.1:1080' }, { token: 't' }],
    ['a field from the future', { 'post-quantum': true }, { token: 't' }],
    ['a server that is no URL', { server: 'nonsense' }, { token: 't' }],
    ['no such context', {}, { token: 't' }, { 'current-context': 'nowhere' }],
    ['no such user', {}, { token: 't' }, { users: [] }],
    ['a user twice', {}, { token: 't' }, { users: twice }],
    ['users that are no list', {}, { token: 't' }, { users: 'u' }],
  ])('%s', async (_what, cluster, user, more) => {
    expect(await plainCredentials({ kubeconfig: await written(cluster, user, more) })).toBeUndefined();
  });

  it('several files', async () => {
    const path = await written({}, { token: 't' });
    vi.stubEnv('KUBECONFIG', path);
    expect(await plainCredentials({})).toBeDefined();
    vi.stubEnv('KUBECONFIG', `${path}:${path}`);
    expect(await plainCredentials({})).toBeUndefined();
  });

  it.each(['', 'a: [', '- 1', '\0'])('no kubeconfig: %j', async (text) => {
    const kubeconfig = join(folder, 'bad');
    await writeFile(kubeconfig, text);
    expect(await plainCredentials({ kubeconfig })).toBeUndefined();
  });
});

it('reads a file with a token again for every request, which the library forgets about', async () => {
  const kubeconfig = await written({}, { tokenFile: 'token' });
  const credentials = await plainCredentials({ kubeconfig });
  expect((await credentials?.options())?.headers).toStrictEqual({ Authorization: 'Bearer token of a file' });
  await writeFile(join(folder, 'token'), 'another');
  expect((await credentials?.options())?.headers).toStrictEqual({ Authorization: 'Bearer another' });
});

describe('the account of a Pod', () => {
  it.each([
    ['10.96.0.1', '443', 'https://10.96.0.1:443'],
    ['fd00::1', '6443', 'https://[fd00::1]:6443'],
  ])('%s %s', async (host, port, server) => {
    vi.stubEnv('KUBERNETES_SERVICE_HOST', host);
    vi.stubEnv('KUBERNETES_SERVICE_PORT', port);
    const credentials = await podCredentials({}, folder);
    expect(credentials?.server).toBe(server);
    await writeFile(join(folder, 'token'), 'renewed\n');
    expect(used((await credentials?.options()) ?? {})).toMatchObject({
      ca: 'CA FILE',
      headers: { Authorization: 'Bearer renewed' },
    });
  });

  it('is not there outside of one', async () => {
    expect(await podCredentials({}, folder)).toBeUndefined();
    vi.stubEnv('KUBERNETES_SERVICE_HOST', '10.96.0.1');
    vi.stubEnv('KUBERNETES_SERVICE_PORT', '443');
    expect(await podCredentials({}, join(folder, 'nowhere'))).toBeUndefined();
    expect(await podCredentials({ context: 'x' }, folder)).toBeUndefined();
  });
});
