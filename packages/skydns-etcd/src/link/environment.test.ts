import { describe, expect, test } from 'vitest';
import { etcdOptionsFromEnv } from './environment.ts';
import type { EtcdOptions } from './options.ts';

const files = { ETCD_CA_FILE: 'ca', ETCD_CERT_FILE: 'cert', ETCD_KEY_FILE: 'key' };

describe('the environment', () => {
  test.for<[string, Record<string, string>, EtcdOptions]>([
    ['nothing', {}, { endpoints: ['http://localhost:2379'] }],
    ['empty variables', { ETCD_URLS: '', ETCD_USERNAME: '' }, { endpoints: ['http://localhost:2379'] }],
    [
      'several',
      { ETCD_URLS: 'http://a:1, http://[::1]:2379,http://b' },
      { endpoints: ['http://a:1', 'http://[::1]:2379', 'http://b'] },
    ],
    [
      'a login',
      { ETCD_USERNAME: 'u', ETCD_PASSWORD: 'p' },
      { endpoints: ['http://localhost:2379'], username: 'u', password: 'p' },
    ],
    ['half a login', { ETCD_USERNAME: 'u' }, { endpoints: ['http://localhost:2379'] }],
    ['TLS variables with http', { ...files }, { endpoints: ['http://localhost:2379'] }],
    ['https alone', { ETCD_URLS: 'https://a:1' }, { endpoints: ['https://a:1'], tls: {} }],
    [
      'all of TLS',
      { ETCD_URLS: 'https://a:1', ...files, ETCD_TLS_SERVER_NAME: 'b', ETCD_TLS_INSECURE: 'YES' },
      {
        endpoints: ['https://a:1'],
        tls: { ca: 'ca', cert: 'cert', key: 'key', serverName: 'b', insecure: true },
      },
    ],
    [
      'insecure in another word',
      { ETCD_URLS: 'https://a:1', ETCD_TLS_INSECURE: 'no' },
      { endpoints: ['https://a:1'], tls: {} },
    ],
  ])('%s', ([, env, value]) => {
    expect(etcdOptionsFromEnv(env)).toEqual({ ok: true, value });
  });

  test.for<[string, Record<string, string>, RegExp]>([
    ['no scheme', { ETCD_URLS: 'localhost:2379' }, /Endpoint 1 /],
    ['another scheme', { ETCD_URLS: 'http://a:1,unix:///a' }, /Endpoint 2 /],
    ['a user in it', { ETCD_URLS: 'http://u:s3cret@a:1' }, /Endpoint 1 /],
    ['a path', { ETCD_URLS: 'http://a:1/v3' }, /Endpoint 1 /],
    ['port 0', { ETCD_URLS: 'http://a:0' }, /Endpoint 1 /],
    ['a port beyond', { ETCD_URLS: 'http://a:65536' }, /Endpoint 1 /],
    ['a gap', { ETCD_URLS: 'http://a:1,,http://b:1' }, /Endpoint 2 /],
    ['both schemes', { ETCD_URLS: 'https://a:1,http://b:1' }, /mix http and https/],
    ['a certificate alone', { ETCD_URLS: 'https://a:1', ETCD_CERT_FILE: 'cert' }, /without ETCD_KEY_FILE/],
    ['a key alone', { ETCD_URLS: 'https://a:1', ETCD_KEY_FILE: 'key' }, /without ETCD_CERT_FILE/],
  ])('%s is a problem', ([, env, message]) => {
    const result = etcdOptionsFromEnv(env);
    expect(result).toMatchObject({ ok: false, problem: { code: 'SKY_ETCD_OPTIONS' } });
    expect(result.ok ? '' : result.problem.message).toMatch(message);
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });
});
