import { failure, type Result, success } from '@skywriter/core';

/** How to reach an etcd cluster. Files are read again when they change, so certificates can be rotated. */
export interface EtcdOptions {
  /** `http://host:port` or `https://host:port` of members, all with the same scheme; port 2379 if absent. At least one. */
  readonly endpoints: readonly string[];
  /** Login, where etcd has authentication enabled: both or neither. A certificate's common name needs none. */
  readonly username?: string;
  readonly password?: string;
  readonly tls?: EtcdTls;
}

/** Meaningful with `https` only. Paths of PEM files. */
export interface EtcdTls {
  /** Authorities that sign the servers' certificates; the system's where absent. */
  readonly ca?: string;
  /** Client certificate with its chain, and its key: both or neither. */
  readonly cert?: string;
  readonly key?: string;
  /** The name to expect in the servers' certificates, instead of the endpoint's host. */
  readonly serverName?: string;
  /** Accept any server certificate. The connection is then open to whoever sits in between. */
  readonly insecure?: boolean;
}

/** One endpoint, taken apart. */
export interface Address {
  /** Without brackets. */
  readonly host: string;
  /** `host:port`, as gRPC dials it and people read it. */
  readonly target: string;
  readonly secure: boolean;
}

const ENDPOINT = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?\/?$/i;
const HINT = 'Write endpoints such as https://10.0.0.1:2379, separated by commas, all http or all https.';

/** Takes the endpoints apart. Problem: `SKY_ETCD_OPTIONS`. Texts are not repeated: they may hold a password. */
export function parseEndpoints(endpoints: readonly string[]): Result<readonly [Address, ...Address[]]> {
  const addresses: Address[] = [];
  for (const [index, endpoint] of endpoints.entries()) {
    const [, scheme, host, port = '2379'] = ENDPOINT.exec(endpoint) ?? [];
    if (scheme === undefined || host === undefined || Number(port) < 1 || Number(port) > 65_535) {
      return bad(`Endpoint ${index + 1} of etcd is not an http or https URL of a host.`);
    }
    const secure = scheme.toLowerCase() === 'https';
    addresses.push({ host: host.replace(/^\[|\]$/g, ''), target: `${host}:${port}`, secure });
  }
  const [first, ...others] = addresses;
  if (first === undefined) return bad('etcd has no endpoint.');
  if (others.some(({ secure }) => secure !== first.secure)) {
    return bad('The endpoints of etcd mix http and https.');
  }
  return success([first, ...others]);
}

function bad(message: string): Result<never> {
  return failure('SKY_ETCD_OPTIONS', message, HINT);
}
