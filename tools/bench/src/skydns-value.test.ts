import { expect, test } from 'vitest';
import { addressIn } from './skydns-value.ts';

const name = 'app-5.k2s.cluster.local';

test.each([
  [
    "ExternalDNS's address",
    '/skydns/local/cluster/k2s/app-5/0f2cdafe',
    '{"host":"10.0.0.5","targetstrip":1}',
    { name, ip: '10.0.0.5' },
  ],
  [
    "ExternalDNS's registry entry",
    '/skydns/local/cluster/k2s/a-app-5/5e2a11c0',
    '{"text":"\\"heritage=external-dns,external-dns/owner=default\\"","targetstrip":1}',
    undefined,
  ],
  [
    "Skywriter's address",
    '/skydns/local/cluster/k2s/app-5/Sabcdef',
    '{"host":"10.0.0.5","port":-1,"ttl":300,"owner":"default"}',
    { name, ip: '10.0.0.5' },
  ],
  ['a marker', '/skydns/local/cluster/k2s/app-5/Smarker', '{}', undefined],
  ['a name for a host', '/skydns/local/cluster/k2s/app-5/Sabc', '{"host":"other.example.org"}', undefined],
  ['no message', '/skydns/local/cluster/k2s/app-5/x', 'nonsense', undefined],
])('%s', (_, key, value, expected) => {
  expect(addressIn(key, value)).toEqual(expected);
});
