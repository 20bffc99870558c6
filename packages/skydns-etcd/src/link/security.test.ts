import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Certificate,
  createAuthority,
  type Etcd,
  type EtcdOptions,
  eventually,
  expired,
  makeFolder,
  provide,
  startEtcd,
  startFaultProxy,
} from '@skywriter/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Follower, follow, PREFIX, stopFollowers } from './fixtures/follower.ts';
import type { EtcdTls } from './options.ts';

const available = await provide('etcd');

const put = ({ link }: Follower, key: string) =>
  link.commit({ compares: [], puts: [{ key: `${PREFIX}/${key}`, value: '' }], deletes: [] });

describe.skipIf(!available.available)('TLS', () => {
  let etcd: Etcd;
  let folder: string;
  let files: { ca: string; cert: string; key: string };
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  beforeAll(async () => {
    process.on('warning', onWarning);
    etcd = await startEtcd({ tls: 'mutual' });
    folder = await makeFolder('certificates');
    files = { ca: join(folder, 'ca.crt'), cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
    await place(await client());
  });
  afterEach(stopFollowers);
  afterAll(async () => {
    await etcd.stop();
    await rm(folder, { recursive: true });
    process.off('warning', onWarning);
    // An address as a server name is a deprecation warning of Node, in everybody's log.
    expect(warnings).toEqual([]);
  });

  async function client(request: object = {}): Promise<Certificate> {
    if (etcd.authority === undefined) throw new Error('no authority');
    return await etcd.authority.issue({ name: 'client', ...request });
  }

  /** The files of a client, as Kubernetes would replace them. */
  async function place({ cert, key }: Certificate, ca = etcd.tls?.ca ?? ''): Promise<void> {
    await Promise.all([writeFile(files.cert, cert), writeFile(files.key, key), writeFile(files.ca, ca)]);
  }

  const connect = (tls: EtcdTls = {}) => follow({ endpoints: etcd.endpoints, tls: { ...files, ...tls } });

  test.for<{ name: string; tls: EtcdTls }>([
    { name: 'the address itself', tls: {} },
    { name: 'another name that the certificate has', tls: { serverName: 'localhost' } },
    { name: 'an address that the certificate has', tls: { serverName: '127.0.0.1' } },
    { name: 'any, when verification is off', tls: { insecure: true, serverName: 'etcd.example' } },
  ])('accepts as the server name $name', async ({ tls }) => {
    const { until, link } = connect(tls);
    await until(true);
    await link.read({ keys: ['/skydns/a'] });
  });

  test.for<{ name: string; tls: EtcdTls; message: RegExp }>([
    { name: 'a name it does not have', tls: { serverName: 'etcd.example' }, message: /for another name/ },
    { name: 'an address it does not have', tls: { serverName: '127.0.0.2' }, message: /for another name/ },
  ])('refuses a server whose certificate is asked for $name', async ({ tls, message }) => {
    const { until, states } = connect(tls);
    await until(false, 'SKY_ETCD_TLS');
    expect(states[0]?.problem?.message).toMatch(message);
  });

  test('without verification needs no authority, and with it does', async () => {
    const { ca: _, ...own } = files;
    const careless = follow({ endpoints: etcd.endpoints, tls: { ...own, insecure: true } });
    const careful = follow({ endpoints: etcd.endpoints, tls: own });
    await careless.until(true);
    await careful.until(false, 'SKY_ETCD_TLS');
    expect(careful.problem?.message).toMatch(/not trusted/);
  });

  test('a rotated certificate is taken up without a word, and no request is lost', async () => {
    const proxy = await startFaultProxy({ target: etcd.endpoints[0] ?? '' });
    const endpoints = [`https://${proxy.address}:${proxy.port}`];
    const { until, states, steps, link } = follow({ endpoints, tls: files });
    await until(true);
    await place(await client());
    // Outside of the prefix, so that all there is to hear is the snapshot of the new session, with nothing new in it.
    const requests = Array.from({ length: 20 }, (_, index) => ({ key: `/elsewhere/${index}`, value: '' }));
    while (steps.length === 1) {
      await Promise.all(
        requests.map((request) => link.commit({ compares: [], puts: [request], deletes: [] })),
      );
    }
    expect(steps[1]?.events).toEqual([]);
    await eventually(() => proxy.connections === 1, { what: 'the old connection closed' });
    expect(states.filter(({ ready }) => !ready)).toEqual([]);
    await link.stop();
    await eventually(() => proxy.connections === 0);
    await proxy.stop();
  });

  test.for<{ name: string; code: string; make: () => Promise<Certificate> }>([
    {
      name: 'no certificate',
      code: 'SKY_ETCD_CERTIFICATE',
      make: async () => ({ cert: 'junk', key: 'junk' }),
    },
    {
      name: 'a key that belongs to another',
      code: 'SKY_ETCD_CERTIFICATE',
      make: async () => ({ cert: (await client()).cert, key: (await client()).key }),
    },
    { name: 'expired', code: 'SKY_ETCD_TLS', make: () => client(expired()) },
    {
      name: 'of another authority',
      code: 'SKY_ETCD_TLS',
      make: async () => (await createAuthority()).issue({ name: 'client' }),
    },
  ])('a new certificate that is $name: warns, keeps the old connection, heals', async ({ code, make }) => {
    const follower = connect();
    await follower.until(true);
    await place(await make());
    await follower.until(true, code);
    expect(await put(follower, code)).toMatchObject({ succeeded: true });
    expect(JSON.stringify(follower.problem)).not.toContain('PRIVATE');

    const late = connect();
    await late.until(false, code);
    await place(await client());
    await follower.until(true);
    await late.until(true);
    expect(follower.states.filter(({ ready }) => !ready)).toEqual([]);
  });

  test('files that are not there yet', async () => {
    await Promise.all(Object.values(files).map((file) => rm(file)));
    const { until, states } = connect();
    await until(false, 'SKY_ETCD_CERTIFICATE');
    expect(states[0]?.problem?.message).toContain(folder);
    await place(await client());
    await until(true);
  });

  test('a new authority on both sides', async () => {
    const follower = connect();
    await follower.until(true);
    await etcd.rotateCertificates({ newAuthority: true });
    await follower.until(false, 'SKY_ETCD_TLS');
    await place(await client());
    await follower.until(true);
    expect(await put(follower, 'after')).toMatchObject({ succeeded: true });
  });

  test('http where etcd speaks TLS', async () => {
    const { until } = follow({ endpoints: etcd.endpoints.map((url) => url.replace('https', 'http')) });
    await until(false, 'SKY_ETCD_UNAVAILABLE');
  });
});

describe.skipIf(!available.available)('authentication', () => {
  const started: Etcd[] = [];
  const start = async (options: EtcdOptions) => {
    const etcd = await startEtcd(options);
    started.push(etcd);
    return etcd;
  };
  afterEach(async () => {
    await stopFollowers();
    await Promise.all(started.splice(0).map((etcd) => etcd.stop()));
  });
  const auth = { user: 'writer', password: 'p4ss-w0rd', prefix: `${PREFIX}/` };
  const login = { username: auth.user, password: auth.password };

  test('https where etcd does not speak TLS', async () => {
    const etcd = await start({});
    const { until, states } = follow({
      endpoints: etcd.endpoints.map((url) => url.replace('http', 'https')),
    });
    await until(false, 'SKY_ETCD_TLS');
    expect(states[0]?.problem?.message).toMatch(/does not speak TLS/);
  });

  test('logs in, and again when etcd has forgotten the token', async () => {
    const etcd = await start({ auth });
    const follower = follow({ endpoints: etcd.endpoints, ...login });
    await follower.until(true);
    await put(follower, 'a');
    await etcd.restart();
    await put(follower, 'b');
    await etcd.put(`${PREFIX}/c`, '');
    await follower.mirrors({ [`${PREFIX}/a`]: '', [`${PREFIX}/b`]: '', [`${PREFIX}/c`]: '' });
    await follower.until(true);
  });

  test('a token that is worth nothing any more, on a connection that stands, is no matter', async () => {
    const etcd = await start({ auth });
    const follower = follow({ endpoints: etcd.endpoints, ...login });
    await follower.until(true);
    await etcd.etcdctl('auth', 'disable');
    await etcd.etcdctl('auth', 'enable');
    const done = await Promise.all(Array.from({ length: 10 }, (_, index) => put(follower, `${index}`)));
    expect(done.every(({ succeeded }) => succeeded)).toBe(true);
    await eventually(() => follower.mirror.size === 10);
    expect(follower.states).toEqual([{ ready: true, problem: undefined }]);
  });

  test('a login where etcd asks for none', async () => {
    const etcd = await start({});
    await follow({ endpoints: etcd.endpoints, ...login }).until(true);
  });

  test('wrong password, no login: says so, tells no secret, and goes on trying', async () => {
    const etcd = await start({ auth });
    const wrong = follow({ endpoints: etcd.endpoints, username: auth.user, password: 'wr0ng-s3cret' });
    const none = follow({ endpoints: etcd.endpoints });
    await wrong.until(false, 'SKY_ETCD_LOGIN');
    await none.until(false, 'SKY_ETCD_LOGIN');
    const failed = await put(wrong, 'x').catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'SKY_ETCD_LOGIN' });
    const everything = JSON.stringify([
      wrong.states,
      failed,
      String(failed),
      failed instanceof Error && failed.stack,
    ]);
    expect(everything).not.toContain('wr0ng-s3cret');
    await etcd.etcdctl('auth', 'disable');
    await wrong.until(true);
    await none.until(true);
  });

  test('a role that does not reach, and one that is taken away', async () => {
    const etcd = await start({ auth: { ...auth, prefix: '/elsewhere/' } });
    const { until } = follow({ endpoints: etcd.endpoints, ...login });
    await until(false, 'SKY_ETCD_PERMISSION');
    await etcd.etcdctl('role', 'grant-permission', auth.user, 'readwrite', `${PREFIX}/`, '--prefix');
    await until(true);
    await etcd.etcdctl('role', 'revoke-permission', auth.user, `${PREFIX}/`, '--prefix');
    await until(false, 'SKY_ETCD_PERMISSION');
    await etcd.etcdctl('role', 'grant-permission', auth.user, 'readwrite', `${PREFIX}/`, '--prefix');
    await until(true);
  });

  test('a certificate whose common name is the user', async () => {
    const etcd = await start({ auth, tls: 'mutual' });
    const { caFile: ca = '', certFile: cert = '', keyFile: key = '' } = etcd.tls ?? {};
    const follower = follow({ endpoints: etcd.endpoints, tls: { ca, cert, key } });
    await follower.until(true);
    expect(await put(follower, 'a')).toMatchObject({ succeeded: true });
  });
});
