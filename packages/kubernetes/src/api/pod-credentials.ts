import { access, readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import type { ApiAccess } from './access.ts';
import type { Credentials } from './credentials.ts';

/** Where the kubelet mounts the account (kubernetes.io/docs/tasks/run-application/access-api-from-pod). */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The account of the Pod that this program runs in; undefined outside of Pods. */
export async function podCredentials(
  { context, server }: ApiAccess,
  folder = ACCOUNT,
): Promise<Credentials | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  if (context !== undefined || !host || !port) return undefined;
  const token = `${folder}/token`;
  const there = await access(token).then(
    () => true,
    () => false,
  );
  if (!there) return undefined;
  return {
    server: server ?? `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    proxied: false,
    async options() {
      // The kubelet replaces both files while the Pod runs.
      const [ca, bearer] = await Promise.all([readFile(`${folder}/ca.crt`), readFile(token, 'utf8')]);
      return { ca, headers: { Authorization: `Bearer ${bearer.trim()}` } };
    },
  };
}
