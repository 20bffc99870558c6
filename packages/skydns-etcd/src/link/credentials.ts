import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { ChannelCredentials, type ChannelOptions, type VerifyOptions } from '@grpc/grpc-js';
import { SkywriterError } from '@skywriter/core';
import type { Address, EtcdTls } from './options.ts';

/** The certificate files as they are now. */
export interface Certificates {
  readonly ca: Buffer | null;
  readonly cert: Buffer | null;
  readonly key: Buffer | null;
  /** Changes when the content of a file does. */
  readonly fingerprint: string;
}

/** Reads the files that the options name. Rejects with `SKY_ETCD_CERTIFICATE`. */
export async function readCertificates(tls: EtcdTls | undefined): Promise<Certificates> {
  const [ca, cert, key] = await Promise.all([read(tls?.ca), read(tls?.cert), read(tls?.key)]);
  const hash = createHash('sha256');
  for (const content of [ca, cert, key]) hash.update(`${content?.length} `).update(content ?? '');
  return { ca, cert, key, fingerprint: hash.digest('hex') };
}

/** What a channel to the address is secured with. Throws `SKY_ETCD_CERTIFICATE`. */
export function channelSecurity(
  address: Address,
  tls: EtcdTls | undefined,
  { ca, cert, key }: Certificates,
): { readonly credentials: ChannelCredentials; readonly options: ChannelOptions } {
  if (!address.secure) return { credentials: ChannelCredentials.createInsecure(), options: {} };
  const name = tls?.serverName ?? address.host;
  // gRPC would announce an address as a server name, which TLS forbids (RFC 6066 §3) and Node warns of.
  const announced = isIP(name) === 0 ? name : 'etcd';
  const verification: VerifyOptions = tls?.insecure
    ? { rejectUnauthorized: false, checkServerIdentity: () => undefined }
    : { checkServerIdentity: (_announced, certificate) => checkServerIdentity(name, certificate) };
  try {
    return {
      credentials: ChannelCredentials.createSsl(ca, key, cert, verification),
      options: { 'grpc.ssl_target_name_override': announced },
    };
  } catch (error) {
    // OpenSSL names the kind of failure, such as "key values mismatch", never the content.
    throw unusable(`The certificate files for etcd cannot be used (${reason(error)}).`);
  }
}

async function read(path: string | undefined): Promise<Buffer | null> {
  if (path === undefined) return null;
  try {
    return await readFile(path);
  } catch (error) {
    throw unusable(`The certificate file ${path} cannot be read (${reason(error)}).`);
  }
}

function unusable(message: string): SkywriterError {
  return new SkywriterError({
    code: 'SKY_ETCD_CERTIFICATE',
    message,
    hint: 'Put PEM files there: the authority, the certificate with its chain, and the key that belongs to it.',
  });
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
