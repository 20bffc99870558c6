import { createSocket, type Socket } from 'node:dgram';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, encode } from 'dns-packet';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from './testing.ts';

const keys = [
  { key: '/skydns/local/cluster/shop/x1', value: '{"host":"10.0.0.1","ttl":60}' },
  { key: '/skydns/local/cluster/shop/x2', value: '{"host":"2001:db8::1","ttl":60}' },
  { key: '/skydns/local/cluster/alias/x1', value: '{"host":"www.ext.test"}' },
  { key: '/skydns/local/cluster/text/x1', value: '{"text":"a \\"quoted\\" text"}' },
  { key: '/skydns/local/cluster/broken/x1', value: 'no json' },
  ...Array.from({ length: 60 }, (_, index) => ({
    key: `/skydns/local/cluster/many/x${index}`,
    value: `{"host":"10.1.0.${index}"}`,
  })),
];

describe('answer', () => {
  let file = '';
  let socket: Socket | undefined;
  beforeAll(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'skywriter-')), 'keys.json');
    await writeFile(file, JSON.stringify(keys));
  });
  afterEach(() => {
    socket?.close();
    socket = undefined;
  });

  const ask = (...argv: string[]) =>
    runCommand(['answer', '--keys', file, '--zone', 'cluster.local', ...argv]);
  const asked = async (...argv: string[]) => JSON.parse((await ask('--json', ...argv)).out);

  test("prints dig's form", async () => {
    const { code, out } = await ask('shop.cluster.local');
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      ";; ->>HEADER<<- opcode: QUERY, status: NOERROR
      ;; flags: qr aa; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0

      ;; QUESTION SECTION:
      ;shop.cluster.local.		IN	A

      ;; ANSWER SECTION:
      shop.cluster.local.	60	IN	A	10.0.0.1
      "
    `);
  });

  test('prints JSON in exactly the documented shape', async () => {
    expect(await asked('shop.cluster.local', 'AAAA')).toEqual({
      rcode: 'NOERROR',
      aa: true,
      tc: false,
      answer: [{ name: 'shop.cluster.local.', type: 'AAAA', ttl: 60, rdata: '2001:db8::1' }],
      authority: [],
      additional: [],
    });
  });

  test.each([
    ['nobody.cluster.local', 'NXDOMAIN'],
    ['shop.elsewhere.test', 'REFUSED'],
    ['broken.cluster.local', 'SERVFAIL'],
  ])('%s is %s', async (name, rcode) => {
    expect(await asked(name)).toMatchObject({ rcode, answer: [] });
  });

  test('says why there is no proper answer', async () => {
    const { err } = await ask('broken.cluster.local', '--json');
    expect(err).toContain('/skydns/local/cluster/broken/x1');
  });

  test('is whole unless asked as over UDP', async () => {
    expect((await asked('many.cluster.local')).answer).toHaveLength(60);
    expect(await asked('many.cluster.local', '--udp')).toMatchObject({ tc: true });
    expect(await asked('many.cluster.local', '--bufsize', '4096')).toMatchObject({ tc: false });
  });

  test('asks the upstream for targets outside the zones', async () => {
    const server = createSocket('udp4');
    socket = server;
    server.on('message', (query, from) => {
      const { id, questions } = decode(query);
      const name = questions?.[0]?.name ?? '';
      const answers = [{ type: 'A', name, ttl: 30, data: '192.0.2.7' } as const];
      server.send(
        encode({ type: 'response', id: id ?? 0, questions: questions ?? [], answers }),
        from.port,
        from.address,
      );
    });
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    const { port } = server.address();
    expect((await asked('alias.cluster.local', '--upstream', `127.0.0.1:${port}`)).answer).toEqual([
      { name: 'alias.cluster.local.', type: 'CNAME', ttl: 300, rdata: 'www.ext.test.' },
      { name: 'www.ext.test.', type: 'A', ttl: 30, rdata: '192.0.2.7' },
    ]);
  });

  test.each([
    ['no json', 'not JSON'],
    ['{}', 'not a list of keys'],
    ['[{"key": 1, "value": "x"}]', 'entry 0.key'],
  ])('a file with %s is an error at its place', async (content, said) => {
    const bad = join(await mkdtemp(join(tmpdir(), 'skywriter-')), 'bad.json');
    await writeFile(bad, content);
    const { code, err } = await runCommand(['answer', '--keys', bad, '--zone', 'a.b', 'n.a.b']);
    expect(code).toBe(1);
    expect(err).toContain(said);
  });
});
