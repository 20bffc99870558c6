import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Etcd, type EtcdOptions, startEtcd } from './etcd.ts';
import { eventually } from './eventually.ts';
import { request } from './http.ts';
import { provide } from './provide.ts';
import { makeFolder } from './reaper.ts';

const available = await provide('etcd');

describe.skipIf(!available.available)('etcd', () => {
  const started: Etcd[] = [];
  const start = async (options?: EtcdOptions) => {
    const etcd = await startEtcd(options);
    started.push(etcd);
    return etcd;
  };
  afterEach(async () => {
    await Promise.all(started.splice(0).map((etcd) => etcd.stop()));
  });

  const [first, second] = [
    { key: '/a/1', value: 'one' },
    { key: '/a/2', value: 'zwei ü' },
  ];

  test('keeps what is put, and lists by prefix', async () => {
    const etcd = await start();
    const revision = await etcd.put(second.key, second.value);
    await etcd.put(first.key, first.value);
    await etcd.put('/b', 'other');
    expect(await etcd.list('/a/')).toMatchObject([first, second]);
    expect(await etcd.list('')).toHaveLength(3);
    expect(await etcd.list('', { revision: 2 })).toHaveLength(1);
    expect(await etcd.revision).toBe(revision + 2);
    await etcd.delete('/b');
    await etcd.deletePrefix('/a/');
    expect(await etcd.list('')).toEqual([]);
    expect(await etcd.etcdctl('member', 'list')).toContain('m0');
  });

  test('keeps its data and address through a kill', async () => {
    const etcd = await start();
    const [member] = etcd.members;
    await etcd.put(first.key, first.value);
    await member?.kill();
    expect(member?.running).toBe(false);
    await expect(etcd.list('/a/')).rejects.toThrow('No member of this etcd runs.');
    await member?.restart();
    expect(await etcd.list('/a/')).toMatchObject([first]);
  });

  test('answers nothing while it is frozen', async () => {
    const etcd = await start();
    const [member] = etcd.members;
    await member?.freeze();
    await expect(request(`${etcd.endpoints[0]}/health`, { timeoutMs: 200 })).rejects.toThrow('no answer');
    await member?.thaw();
    expect((await request(`${etcd.endpoints[0]}/health`)).status).toBe(200);
  });

  test('three members go on without one, and not without two', async () => {
    const etcd = await start({ members: 3 });
    await etcd.put(first.key, first.value);
    const leader = await etcd.leader();
    await leader.kill();
    const next = await eventually(() => etcd.leader(), { what: 'a leader among the other two' });
    expect(next).not.toBe(leader);
    await etcd.put(second.key, second.value);
    await next.stop();
    await expect(etcd.etcdctl('get', '/a/1', '--command-timeout=300ms')).rejects.toMatchObject({
      code: 'SKY_TESTBED_COMMAND',
    });
    await leader.restart();
    await next.restart();
    expect(await etcd.list('/a/')).toMatchObject([first, second]);
  });

  test('mutual TLS lets in only who has a certificate, also after new ones', async () => {
    const etcd = await start({ tls: 'mutual' });
    const [endpoint] = etcd.endpoints;
    const before = etcd.tls;
    if (!before) throw new Error('no certificates');
    const health = async ({ ca, cert, key }: { ca: string; cert?: string; key?: string }) =>
      (await request(`${endpoint}/health`, { ca, ...(cert && { cert }), ...(key && { key }) })).status;
    expect(await health(before)).toBe(200);
    await expect(health({ ca: before.ca })).rejects.toThrow();
    expect(await readFile(before.certFile, 'utf8')).toBe(before.cert);

    const renewed = await etcd.rotateCertificates();
    expect(renewed.cert).not.toBe(before.cert);
    expect(await readFile(before.certFile, 'utf8')).toBe(renewed.cert);
    expect(await health(renewed)).toBe(200);
    expect(await health(before)).toBe(200);

    const replaced = await etcd.rotateCertificates({ newAuthority: true });
    expect(await health(replaced)).toBe(200);
    await expect(health(renewed)).rejects.toThrow();
    await etcd.put(first.key, first.value);
    expect(await etcd.etcdctl('get', '--print-value-only', first.key)).toBe('one');
  });

  test.each(['none', 'mutual'] as const)('a user may do what it was granted (TLS: %s)', async (tls) => {
    const auth = { user: 'skywriter', password: 'secret', prefix: '/a/' };
    const etcd = await start({ tls, auth });
    await etcd.put('/b', 'as root');
    const as = (...args: string[]) => etcd.etcdctl(`--user=${auth.user}:${auth.password}`, ...args);
    await as('put', '/a/1', 'one');
    await expect(as('put', '/b', 'no')).rejects.toThrow('permission denied');
    await expect(etcd.etcdctl('--user=skywriter:wrong', 'get', '/a/1')).rejects.toThrow(
      'authentication failed',
    );
    await etcd.restart();
    expect(await etcd.list('/')).toMatchObject([{ key: '/a/1' }, { key: '/b', value: 'as root' }]);
  });

  test.each([1, 3] as const)('goes back to a snapshot, its revision too (%i members)', async (members) => {
    const etcd = await start({ members });
    const file = join(await makeFolder('backup'), 'deep', 'snapshot.db');
    await etcd.put(first.key, first.value);
    await etcd.snapshot(file);
    expect((await stat(file)).size).toBeGreaterThan(0);
    const revision = await etcd.revision;
    await etcd.put(second.key, second.value);
    await etcd.restoreFrom(file);
    expect(await etcd.list('/a/')).toMatchObject([first]);
    expect(await etcd.revision).toBe(revision);
    await etcd.restoreFrom(file, { bumpRevision: 1_000 });
    expect(await etcd.revision).toBe(revision + 1_000);
  });

  test('forgets history on compaction', async () => {
    const etcd = await start();
    const revision = await etcd.put(first.key, first.value);
    await etcd.put(first.key, 'newer');
    await etcd.compact();
    await expect(etcd.etcdctl('get', first.key, `--rev=${revision}`)).rejects.toThrow('has been compacted');
  });

  test('data in a folder of the test outlives it', async () => {
    const dataDir = join(await makeFolder('data'), 'etcd');
    await mkdir(dataDir, { recursive: true });
    const before = await start({ dataDir });
    await before.put(first.key, first.value);
    await before.stop();
    const after = await start({ dataDir });
    expect(await after.list('/a/')).toMatchObject([first]);
  });

  test('a failed start tells what etcd said', async () => {
    await expect(start({ extraArgs: ['--no-such-flag'] })).rejects.toMatchObject({
      code: 'SKY_TESTBED_START',
      message: expect.stringContaining('no-such-flag'),
    });
  });
});
