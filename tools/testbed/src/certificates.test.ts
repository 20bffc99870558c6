import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Authority, type Certificate, createAuthority, expired } from './certificates.ts';
import { request } from './http.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function serve(authority: Authority, certificate: Certificate): Promise<string> {
  const server = createServer(
    { ...certificate, ca: authority.cert, requestCert: true, rejectUnauthorized: true },
    (incoming, answer) => {
      const peer = (incoming.socket as import('node:tls').TLSSocket).getPeerCertificate();
      answer.end(`${peer.subject.CN} ${[peer.subject.O].flat().join('+')}`);
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(() => server.close());
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const hosts = ['127.0.0.1', 'localhost'];

test('server and client recognise each other', async () => {
  const authority = await createAuthority();
  const url = await serve(authority, await authority.issue({ name: 'server', hosts }));
  const client = await authority.issue({ name: 'alice', organizations: ['devs', 'ops'] });
  const answer = await request(url, { ca: authority.cert, ...client });
  expect(await answer.text()).toBe('alice devs+ops');
});

test('a certificate that has run out is refused', async () => {
  const authority = await createAuthority();
  const url = await serve(authority, await authority.issue({ name: 'server', hosts }));
  const late = await authority.issue({ name: 'alice', ...expired() });
  await expect(request(url, { ca: authority.cert, ...late })).rejects.toThrow();
  const lateServer = await serve(authority, await authority.issue({ name: 'server', hosts, ...expired() }));
  const client = await authority.issue({ name: 'alice' });
  await expect(request(lateServer, { ca: authority.cert, ...client })).rejects.toMatchObject({
    code: 'CERT_HAS_EXPIRED',
  });
});

test("another authority's certificates are refused", async () => {
  const [authority, other] = await Promise.all([createAuthority(), createAuthority('other')]);
  const url = await serve(authority, await authority.issue({ name: 'server', hosts }));
  const client = await authority.issue({ name: 'alice' });
  const stranger = await other.issue({ name: 'alice' });
  await expect(request(url, { ca: authority.cert, ...stranger })).rejects.toThrow();
  await expect(request(url, { ca: other.cert, ...client })).rejects.toMatchObject({
    code: expect.stringMatching(/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE/),
  });
});

test('a server is recognised by its names only', async () => {
  const authority = await createAuthority();
  const url = await serve(authority, await authority.issue({ name: 'server', hosts: ['etcd.example'] }));
  const client = await authority.issue({ name: 'alice' });
  await expect(request(url, { ca: authority.cert, ...client })).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
});
