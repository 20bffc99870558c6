import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

export interface Certificate {
  /** PEM */
  readonly cert: string;
  /** PEM, PKCS#8 */
  readonly key: string;
}

export interface CertificateRequest {
  /** The common name: to kube-apiserver the user, to etcd too where authentication is on. */
  readonly name?: string;
  /** To kube-apiserver the user's groups. */
  readonly organizations?: readonly string[];
  /** DNS names and IP addresses that a server with this certificate is reached by. */
  readonly hosts?: readonly string[];
  readonly validFrom?: Date;
  readonly validTo?: Date;
}

export interface Authority {
  /** PEM */
  readonly cert: string;
  issue(request: CertificateRequest): Promise<Certificate>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hourMs = 3_600_000;
// Clocks of containers and virtual machines may be a little behind.
const validity = () => ({
  from: new Date(Date.now() - hourMs),
  to: new Date(Date.now() + 365 * 24 * hourMs),
});

/** The dates of a certificate that has just run out. */
export function expired(): Pick<CertificateRequest, 'validFrom' | 'validTo'> {
  return { validFrom: new Date(Date.now() - 2 * hourMs), validTo: new Date(Date.now() - 60_000) };
}

/** A certificate authority for tests; another call makes another, whose certificates this one's users refuse. */
export async function createAuthority(name = 'Skywriter test authority'): Promise<Authority> {
  x509.cryptoProvider.set(webcrypto as never);
  const keys = await generateKeys();
  const { from, to } = validity();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: [name] }],
    notBefore: from,
    notAfter: to,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    cert: pem(authority.toString('pem')),
    issue: async (request) => await issue(authority, keys, request),
  };
}

async function issue(
  authority: x509.X509Certificate,
  authorityKeys: webcrypto.CryptoKeyPair,
  { name, organizations = [], hosts = [], validFrom, validTo }: CertificateRequest,
): Promise<Certificate> {
  const keys = await generateKeys();
  const { from, to } = validity();
  const subject: x509.JsonName = organizations.map((organization) => ({ O: [organization] }));
  const names = hosts.map((host) => ({ type: isAddress(host) ? 'ip' : 'dns', value: host }) as const);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: name === undefined ? subject : [...subject, { CN: [name] }],
    issuer: authority.subject,
    notBefore: validFrom ?? from,
    notAfter: validTo ?? to,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      // etcd's own gateway calls etcd with the server's certificate, so that one is a client's too.
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension([...names])] : []),
    ],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    cert: pem(certificate.toString('pem')),
    key: pem(x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')),
  };
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function serial(): string {
  // The first digit keeps the number positive and free of a leading zero, as DER wants it.
  return `5${Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex')}1`.slice(0, 32);
}

function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':');
}

function pem(text: string): string {
  return `${text.trimEnd()}\n`;
}
