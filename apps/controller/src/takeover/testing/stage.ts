import {
  type CoreDns,
  type Etcd,
  type ExternalDns,
  eventually,
  type KeyValue,
  type KubeApiserver,
  k2sCorefile,
  provide,
  startCoreDns,
  startEtcd,
  startExternalDns,
  startKubeApiserver,
} from '@skywriter/testbed';
import { type Ran, runCommand } from '../../cli/testing.ts';
import { type Cluster, clusterOf } from '../../e2e/kubernetes-objects.ts';
import { SkywriterProcess } from '../../e2e/skywriter-process.ts';

/** Whether all of them can be run here. ExternalDNS is built for nobody who does not require it. */
export async function available(): Promise<boolean> {
  const others = await Promise.all([provide('etcd'), provide('coredns'), provide('kube-apiserver')]);
  const itself = await provide('external-dns', { mayBuild: false });
  return [...others, itself].every((component) => component.available);
}

/** One API server and one etcd, on which plays follow each other. */
export interface Stage {
  readonly etcd: Etcd;
  /** Its objects in a namespace, its records below a prefix, and its arguments for both programs. */
  play(id: string, words: readonly string[]): Promise<Play>;
  stop(): Promise<void>;
}

export interface Play {
  readonly prefix: string;
  readonly cluster: Cluster;
  /** Both programs' command line. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** CoreDNS as in K2s, but for its cache: what is cached for seconds hides what is wrong for milliseconds. */
  coreDns(): Promise<CoreDns>;
  externalDns(owner?: string): Promise<ExternalDns>;
  /** The real program, as a process. */
  skywriter(...more: string[]): SkywriterProcess;
  /** One of its commands that ends by itself. */
  ask(...more: string[]): Promise<Ran>;
  /** Its one synchronisation below another prefix. */
  once(prefix: string): Promise<Ran>;
  keys(): Promise<KeyValue[]>;
}

export async function startStage(): Promise<Stage> {
  const [etcd, api] = await Promise.all([startEtcd(), startKubeApiserver()]);
  return {
    etcd,
    play: (id, words) => startPlay(id, words, { etcd, api }),
    stop: async () => {
      await Promise.all([api.stop(), etcd.stop()]);
    },
  };
}

async function startPlay(
  id: string,
  more: readonly string[],
  { etcd, api }: { etcd: Etcd; api: KubeApiserver },
): Promise<Play> {
  const made = await api.adminFetch('/api/v1/namespaces', { body: { metadata: { name: id } } });
  if (!made.ok) throw new Error(`namespace ${id}: ${made.status} ${await made.text()}`);
  const { endpoints } = etcd;
  const prefix = `/${id}`;
  const env = { ETCD_URLS: endpoints.join(',') };
  const of = (owner: string, below = prefix) => [
    '--source=ingress',
    '--source=service',
    '--provider=coredns',
    '--policy=sync',
    `--namespace=${id}`,
    `--coredns-prefix=${below}/`,
    '--interval=1s',
    `--kubeconfig=${api.kubeconfig}`,
    `--txt-owner-id=${owner}`,
    ...more,
  ];
  const words = of('k2s');
  const own = ['--metrics-address=127.0.0.1:0'];
  return {
    prefix,
    words,
    env,
    cluster: clusterOf(api, id),
    coreDns: () =>
      startCoreDns({
        corefile: ({ dns }) =>
          k2sCorefile({ port: dns, endpoints, path: prefix, kubeconfig: api.kubeconfig }),
      }),
    externalDns: (owner = 'k2s') => startExternalDns({ args: of(owner), env }),
    skywriter: (...extra) => new SkywriterProcess(['external-dns', ...words, ...own, ...extra], env),
    once: (below) => runCommand(['external-dns', ...of('k2s', below), ...own, '--once'], { env }),
    ask: (...extra) => runCommand(['external-dns', ...words, ...own, ...extra], { env }),
    keys: () => etcd.list(`${prefix}/`),
  };
}

/** Waits until ExternalDNS has begun and ended a whole synchronisation after now. */
export async function synchronisation(program: ExternalDns): Promise<void> {
  const last = async () => {
    const found = /^external_dns_controller_last_sync_timestamp_seconds (\S+)$/m.exec(
      await program.metrics(),
    )?.[1];
    return Number(found ?? Number.NaN);
  };
  // The one that ends next may have begun before.
  for (const _ of ['under way', 'whole']) {
    const before = await last();
    await eventually(async () => (await last()) > before, {
      within: 60_000,
      what: `a synchronisation of ExternalDNS, which said ${program.output.slice(-1_000)}`,
    });
  }
}
