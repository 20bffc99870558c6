import {
  type Etcd,
  type KeyValue,
  type KubeApiserver,
  startEtcd,
  startExternalDns,
  startKubeApiserver,
} from '@skywriter/testbed';
import { runCommand } from '../../cli/testing.ts';
import { collectionOf, type Manifest, titleOf } from './manifest.ts';

/** One cluster, and one etcd in which every run has a prefix of its own. */
export interface Arena {
  readonly etcd: Etcd;
  /** Creates objects, status included; what the API server refuses throws. */
  create(objects: readonly Manifest[]): Promise<void>;
  /** Brings an object that is there into the form of another of the same name. */
  replace(object: Manifest): Promise<void>;
  /** Deletes what `create` made. */
  remove(objects: readonly Manifest[]): Promise<void>;
  /** One synchronisation by the real ExternalDNS. */
  externalDns(words: readonly string[], prefix: string): Promise<Ran>;
  /** The same by the drop-in, with the same arguments. */
  skywriter(words: readonly string[], prefix: string): Promise<Ran>;
  stop(): Promise<void>;
}

export interface Ran {
  readonly code: number | undefined;
  readonly output: string;
  readonly keys: readonly KeyValue[];
}

/** Objects are created this many at a time. */
const AT_ONCE = 16;
const NAMESPACES = ['shop', 'bank'];

export async function startArena(): Promise<Arena> {
  const etcd = await startEtcd();
  const api = await startKubeApiserver({
    etcd,
    // The last one given counts: Services may have addresses of both families.
    extraArgs: ['--service-cluster-ip-range=10.96.0.0/16,fd00:96::/112'],
  });
  for (const name of NAMESPACES) await post(api, '/api/v1/namespaces', { metadata: { name } });

  const env = { ETCD_URLS: etcd.endpoints.join(',') };
  const common = (prefix: string) => [
    '--provider=coredns',
    `--coredns-prefix=${prefix}/`,
    `--kubeconfig=${api.kubeconfig}`,
  ];
  return {
    etcd,
    create: (objects) => each(objects, (object) => create(api, object)),
    replace: async (object) => {
      await remove(api, object);
      await create(api, object);
    },
    remove: (objects) => each(objects, (object) => remove(api, object)),
    externalDns: async (words, prefix) => {
      const args = [...words, ...common(prefix), '--log-level=debug'];
      const ran = await startExternalDns({ args, env, once: true });
      await ran.stop();
      return { code: ran.exitCode, output: ran.output, keys: await etcd.list(`${prefix}/`) };
    },
    skywriter: async (words, prefix) => {
      const own = ['--once', '--metrics-address=127.0.0.1:0'];
      const { code, out, err } = await runCommand(['external-dns', ...words, ...common(prefix), ...own], {
        env,
      });
      return { code, output: `${out}${err}`, keys: await etcd.list(`${prefix}/`) };
    },
    stop: async () => {
      await api.stop();
      await etcd.stop();
    },
  };
}

async function remove(api: KubeApiserver, object: Manifest): Promise<void> {
  const path = `${collectionOf(object)}/${object.metadata.name}?gracePeriodSeconds=0`;
  const answer = await api.adminFetch(path, { method: 'DELETE' });
  await answer.body?.cancel();
}

async function create(api: KubeApiserver, object: Manifest): Promise<void> {
  const { status, ...rest } = object;
  await post(api, collectionOf(object), rest, titleOf(object));
  if (status === undefined) return;
  const path = `${collectionOf(object)}/${object.metadata.name}/status`;
  const answer = await api.adminFetch(path, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { status },
  });
  if (!answer.ok) throw new Error(`status of ${titleOf(object)}: ${answer.status} ${await answer.text()}`);
  await answer.body?.cancel();
}

async function post(api: KubeApiserver, path: string, body: object, what = path): Promise<void> {
  const answer = await api.adminFetch(path, { body });
  if (!answer.ok) {
    throw new Error(
      `${what}: ${answer.status} ${await answer.text()}\n${JSON.stringify(body, undefined, 1)}`,
    );
  }
  await answer.body?.cancel();
}

/** Does all of it, and then tells of the first that failed. */
async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const errors: unknown[] = [];
  const worker = async () => {
    for (const item of queue) await work(item).catch((error: unknown) => errors.push(error));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (errors.length > 0) throw errors[0];
}
