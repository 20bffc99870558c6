import { describe, expect, test } from 'vitest';
import { findings } from './rules.ts';

const skydns = { endpoints: ['https://a:2379'], prefix: '/skydns' };

function told(configuration: unknown): string[] {
  return findings(configuration).map(({ message }) => message);
}

const withRecords = (...records: unknown[]): unknown => ({
  kubernetes: {},
  sources: [{ endpointslice: { records } }],
  outputs: [
    { name: 'a', zones: ['y'], skydns },
    { name: 'b', zones: ['y'], dns: {} },
  ],
});
const services = (...records: unknown[]) => ({ records });
const withOutputs = (...outputs: object[]): unknown => ({
  owner: 'o',
  kubernetes: {},
  outputs: outputs.map((output, index) =>
    'services' in output ? output : { zones: [`zone${index}.test`], ...output },
  ),
});

describe('rules between places', () => {
  test.each<[what: string, configuration: unknown, told: RegExp]>([
    ['a Lease without an API server', { manifests: ['m'], leaderElection: {} }, /needs a Lease/],
    ['no zones', { kubernetes: {}, outputs: [{ dns: {} }] }, /`outputs\[0\].zones` is missing/],
    ['nothing to read', { outputs: [] }, /nothing to read/],
    ['no writer', withOutputs({ name: 'a' }), /says nowhere how to write/],
    ['two writers', withOutputs({ name: 'a', skydns, dns: {} }), /has both `skydns` and `dns`/],
    ['one name twice', withOutputs({ name: 'a', dns: {} }, { name: 'a', dns: {} }), /`a` is used twice/],
    [
      'one source twice',
      { kubernetes: {}, sources: ['ingress', { ingress: {} }] },
      /`ingress` is named twice/,
    ],
    ['"." beside a zone', withOutputs({ zones: ['.', 'a.b'], skydns }), /already holds every other zone/],
    ['authority over "."', withOutputs({ zones: ['.'], dns: {} }), /cannot be authoritative/],
    ['one zone twice', withOutputs({ zones: ['a.b', 'A.b.'], skydns }), /`a.b` is named twice/],
    [
      'one address twice',
      withOutputs({ dns: { listen: ['127.0.0.1:53'] } }, { dns: { listen: ['127.0.0.1:53'] } }),
      /already taken by `outputs\[0\].dns.listen\[0\]`/,
    ],
    [
      'two of one owner in one place',
      withOutputs({ zones: ['example.com'], skydns }, { zones: ['a.example.com'], skydns }),
      /same etcd, zones and owner as `outputs\[0\]`/,
    ],
    [
      'everywhere over a zone',
      withOutputs({ zones: ['example.com'], skydns }, { zones: ['.'], skydns }),
      /same etcd, zones and owner/,
    ],
    ['a certificate without key', withOutputs({ skydns: { tls: { cert: 'c' } } }), /`cert` without `key`/],
    ['a key without certificate', withOutputs({ skydns: { tls: { key: 'k' } } }), /`key` without `cert`/],
    [
      'mixed schemes',
      withOutputs({ skydns: { endpoints: ['http://a:1', 'https://b:1'] } }),
      /mix http and https/,
    ],
    ['a password alone', withOutputs({ skydns: { passwordFile: 'p' } }), /without `username`/],
    ['a user alone', withOutputs({ skydns: { username: 'u' } }), /without a password/],
    [
      'two affixes',
      withOutputs({ skydns: { registry: { prefix: 'a', suffix: 'b' } } }),
      /exclude each other/,
    ],
    [
      'two places of a key',
      withOutputs({ skydns: { registry: { aesKeyFile: 'f', aesKeyVariable: 'V' } } }),
      /Both `aesKeyFile` and `aesKeyVariable`/,
    ],
    ['no key to encrypt with', withOutputs({ skydns: { registry: { encrypt: true } } }), /there is no key/],
    ['an owner that adopts itself', withOutputs({ skydns: { adoptOwners: ['x', 'o'] } }), /adopts itself/],
    [
      'two passwords',
      withOutputs({ skydns: { username: 'u', password: 'p', passwordFile: 'p' } }),
      /Both `password` and `passwordFile`/,
    ],
    ['endpoints without records', { kubernetes: {}, sources: ['endpointslice'] }, /has no records/],
    ['a record for no output', withRecords({ hostnames: ['x.y'], outputs: ['c'] }), /There is no output `c`/],
    [
      'a name of two records',
      withRecords({ hostnames: ['x.y'], outputs: ['a'] }, { hostnames: ['X.y.'] }),
      /`x.y` is taken by `sources\[0\].endpointslice.records\[0\]`/,
    ],
    ['a record without TTL', withRecords({ hostnames: ['x.y'], ttl: 0, outputs: ['a'] }), /A TTL of 0/],
    [
      'Services without an API server',
      { manifests: ['m'], outputs: [{ services: {} }] },
      /no API server is named/,
    ],
    ['Services in zones', withOutputs({ zones: ['x.y'], services: {} }), /has no meaning for Services/],
    [
      'a Service of two outputs',
      withOutputs({ services: services({ serviceName: 's' }) }, { services: services({ serviceName: 's' }) }),
      /The Service `s` is written by `outputs\[0\].services.records\[0\].serviceName`/,
    ],
    [
      'a hostname of two Services',
      withOutputs({ services: services({ hostnames: ['x.y'] }, { hostnames: ['X.y.'] }) }),
      /`x.y` is at `outputs\[0\].services.records\[0\].hostnames\[0\]`/,
    ],
    ['a name twice', withRecords({ hostnames: ['x.y', 'x.y.'] }), /`x.y` is taken/],
  ])('%s', (_, configuration, message) => {
    expect(told(configuration)).toEqual([expect.stringMatching(message)]);
  });

  test.each<[what: string, configuration: unknown]>([
    ['zones side by side', withOutputs({ zones: ['a.com'], skydns }, { zones: ['b.com'], skydns })],
    ['zones that only look alike', withOutputs({ zones: ['a.com'], skydns }, { zones: ['ba.com'], skydns })],
    [
      'owners of their own',
      withOutputs({ zones: ['a.com'], skydns, owner: 'x' }, { zones: ['a.com'], skydns, owner: 'y' }),
    ],
    [
      'prefixes of their own',
      withOutputs(
        { zones: ['a.com'], skydns },
        { zones: ['a.com'], skydns: { ...skydns, prefix: '/other' } },
      ),
    ],
    [
      'ports chosen by the system',
      withOutputs({ dns: { listen: ['127.0.0.1:0'] } }, { dns: { listen: ['127.0.0.1:0'] } }),
    ],
    [
      'one name in Services for two readers',
      withOutputs(
        { services: services({ serviceName: 's', hostnames: ['x.y'] }) },
        { services: services({ serviceName: 't', hostnames: ['x.y'] }) },
      ),
    ],
    [
      'records of one name for outputs of their own',
      withRecords({ hostnames: ['x.y'], outputs: ['a'] }, { hostnames: ['x.y'], outputs: ['b'] }),
    ],
  ])('%s may stand together', (_, configuration) => {
    expect(told(configuration)).toEqual([]);
  });

  test.each([undefined, null, 7, 'text', [], { outputs: 'x' }, { outputs: [1, null, 'x'] }, { sources: {} }])(
    'no shape of the value breaks a rule: %j',
    (value) => {
      expect(() => findings(value)).not.toThrow();
    },
  );
});
