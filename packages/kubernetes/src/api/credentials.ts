import type { RequestOptions } from 'node:https';
import type { Dispatcher } from 'undici';
import type { ApiAccess } from './access.ts';
import { libraryCredentials } from './library-credentials.ts';
import { plainCredentials } from './plain-credentials.ts';

/** What requests need of one kubeconfig, or of the account of a Pod. */
export interface Credentials {
  /** URL of the API server. */
  readonly server: string;
  /** Undefined where the server is reached without one. */
  readonly proxyUrl: string | undefined;
  /** TLS and headers for the next request: tokens expire, and files are rotated. Throws what is in the way. */
  options(): Promise<RequestOptions>;
  /** Connections through a SOCKS proxy, where `proxyUrl` is one. */
  socks(): Promise<Dispatcher | undefined>;
}

/**
 * Reads the files anew each time. Throws a SkywriterError: `SKY_KUBECONFIG`.
 *
 * Most programs run as a Pod, or with certificates or a token; for those nobody shall pay the half second and
 * the 80 MB that @kubernetes/client-node takes, which reads everything else.
 */
export async function loadCredentials(access: ApiAccess): Promise<Credentials> {
  return (await plainCredentials(access)) ?? (await libraryCredentials(access));
}
