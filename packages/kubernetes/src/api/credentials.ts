import type { RequestOptions } from 'node:https';
import type { ApiAccess } from './access.ts';
import { libraryCredentials } from './library-credentials.ts';
import { plainCredentials } from './plain-credentials.ts';

/** What requests need of one kubeconfig, or of the account of a Pod. */
export interface Credentials {
  /** URL of the API server. */
  readonly server: string;
  /** Whether the server is behind a proxy, which only the agent in the options knows the way through. */
  readonly proxied: boolean;
  /** TLS and headers for the next request: tokens expire, and files are rotated. Throws what is in the way. */
  options(): Promise<RequestOptions>;
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
