import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KubeApiserver, makeFolder, startKubeApiserver } from '@skywriter/testbed';
import { parse, stringify } from 'yaml';
import { documentedRights } from './documented.ts';

export const NAMESPACE = 'skywriter';

export interface StoredService {
  readonly metadata: {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
    readonly resourceVersion: string;
  };
  readonly spec: { readonly clusterIP?: string; readonly ports?: readonly object[] };
}

/** A real API server with RBAC, in which a ServiceAccount has the documented rights and no others. */
export interface Cluster {
  readonly api: KubeApiserver;
  /** For the ServiceAccount. */
  readonly kubeconfig: string;
  setEndpoints(addresses: readonly { address: string; ready?: boolean; node?: string }[]): Promise<void>;
  /** Makes the node if it is not there yet. */
  setNode(name: string, addresses: readonly string[]): Promise<void>;
  service(name: string): Promise<StoredService | undefined>;
  send(method: string, path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';

/** The Service `default/published` stands for the API server, whose own slice the API server keeps as it is. */
export const PUBLISHED = 'published';

interface ClusterOptions {
  /** The Service in the namespace `default` whose endpoints are set. */
  readonly service?: string;
  readonly extraArgs?: readonly string[];
}

export async function startCluster({
  service = PUBLISHED,
  extraArgs = [],
}: ClusterOptions = {}): Promise<Cluster> {
  const api = await startKubeApiserver({ extraArgs });
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const answer = await api.adminFetch(path, {
      method,
      headers: { 'content-type': type },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  await send('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  for (const { path, body } of await documentedRights()) await send('POST', path, body);
  const labels = { 'kubernetes.io/service-name': service };
  await send('POST', SLICES, { metadata: { name: service, labels }, addressType: 'IPv4', endpoints: [] });
  return {
    api,
    send,
    kubeconfig: await kubeconfigOf(api),
    async setEndpoints(addresses) {
      const endpoints = addresses.map(({ address, ready = true, node }) => ({
        addresses: [address],
        conditions: { ready },
        ...(node !== undefined && { nodeName: node }),
      }));
      await send('PATCH', `${SLICES}/${service}`, { endpoints });
    },
    async setNode(name, addresses) {
      if ((await api.adminFetch(`/api/v1/nodes/${name}`)).status === 404) {
        await send('POST', '/api/v1/nodes', { metadata: { name } });
      }
      const list = addresses.map((text) => ({ type: text.split(' ')[0], address: text.split(' ')[1] }));
      await send('PATCH', `/api/v1/nodes/${name}/status`, { status: { addresses: list } });
    },
    async service(name) {
      const answer = await api.adminFetch(`/api/v1/namespaces/${NAMESPACE}/services/${name}`);
      if (answer.status === 404) return undefined;
      return (await answer.json()) as StoredService;
    },
    stop: () => api.stop(),
  };
}

async function kubeconfigOf(api: KubeApiserver): Promise<string> {
  const token = await api.serviceAccountToken(NAMESPACE, 'skywriter');
  const config: { users: { user: object }[] } = parse(await readFile(api.kubeconfig, 'utf8'));
  for (const user of config.users) user.user = { token };
  const file = join(await makeFolder('kuberture'), 'kubeconfig');
  await writeFile(file, stringify(config), { mode: 0o600 });
  return file;
}
