import { failure, type Result, success } from '@skywriter/core';
import { type EtcdOptions, type EtcdTls, parseEndpoints } from './options.ts';

const YES = new Set(['true', 'yes', '1']);

/**
 * Reads the variables that ExternalDNS reads for its CoreDNS provider, in its way: `ETCD_URLS` (default
 * `http://localhost:2379`), `ETCD_USERNAME`, `ETCD_PASSWORD`, and for https `ETCD_CA_FILE`, `ETCD_CERT_FILE`,
 * `ETCD_KEY_FILE`, `ETCD_TLS_SERVER_NAME`, `ETCD_TLS_INSECURE`. An empty variable is an absent one.
 * Problem: `SKY_ETCD_OPTIONS`.
 */
export function etcdOptionsFromEnv(env: Readonly<Record<string, string | undefined>>): Result<EtcdOptions> {
  const endpoints = (env.ETCD_URLS || 'http://localhost:2379').split(',').map((url) => url.trim());
  const addresses = parseEndpoints(endpoints);
  if (!addresses.ok) return addresses;
  const username = env.ETCD_USERNAME;
  const password = env.ETCD_PASSWORD;
  // etcd's own client logs in only when it has both, so half a pair is no error for those who switch.
  const login = username && password ? { username, password } : {};
  if (!addresses.value[0].secure) return success({ endpoints, ...login });
  const tls = tlsFromEnv(env);
  return tls.ok ? success({ endpoints, ...login, tls: tls.value }) : tls;
}

function tlsFromEnv(env: Readonly<Record<string, string | undefined>>): Result<EtcdTls> {
  const ca = env.ETCD_CA_FILE;
  const cert = env.ETCD_CERT_FILE;
  const key = env.ETCD_KEY_FILE;
  const serverName = env.ETCD_TLS_SERVER_NAME;
  if (!cert !== !key) {
    return failure(
      'SKY_ETCD_OPTIONS',
      `ETCD_${cert ? 'CERT' : 'KEY'}_FILE is set without ETCD_${cert ? 'KEY' : 'CERT'}_FILE.`,
      'Set both for a client certificate, or neither.',
    );
  }
  return success({
    ...(ca ? { ca } : {}),
    ...(cert && key ? { cert, key } : {}),
    ...(serverName ? { serverName } : {}),
    ...(YES.has((env.ETCD_TLS_INSECURE ?? '').toLowerCase()) ? { insecure: true } : {}),
  });
}
