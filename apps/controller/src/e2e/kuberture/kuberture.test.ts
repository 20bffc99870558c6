import { mkdir, mkdtemp, rename, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, provide } from '@skywriter/testbed';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SkywriterProcess } from '../skywriter-process.ts';
import { type Cluster, NAMESPACE, PUBLISHED, startCluster } from './cluster.ts';

const component = await provide('kube-apiserver');
const ALPHA = 'external-dns.alpha.kubernetes.io/';
const INTERNAL = 'internal-dns.example.com/';

interface OutputLine {
  readonly name: string;
  readonly hostname: readonly string[];
  readonly serviceName: string;
  readonly annotationPrefix?: string;
  readonly recordTTL?: number;
  readonly addressSource?: string;
}

const publicOutput: OutputLine = {
  name: 'public',
  hostname: ['api.k8s.example.com'],
  serviceName: 'kuberture-public',
  annotationPrefix: ALPHA,
};
const internalOutput: OutputLine = {
  name: 'internal',
  hostname: ['api-internal.k8s.example.internal'],
  serviceName: 'kuberture-internal',
  annotationPrefix: INTERNAL,
  recordTTL: 300,
};

describe.skipIf(!component.available)(
  'skywriter kuberture under a ServiceAccount with the documented rights',
  () => {
    let cluster: Cluster;
    const running: SkywriterProcess[] = [];
    beforeAll(async () => {
      cluster = await startCluster();
      await cluster.setNode('cp-1', ['InternalIP 192.168.1.10', 'ExternalIP 203.0.113.10']);
    });
    afterAll(() => cluster?.stop());
    afterEach(async () => {
      for (const skywriter of running.splice(0)) await skywriter.stop();
      const services = `/api/v1/namespaces/${NAMESPACE}/services`;
      const { items } = (await cluster.send('GET', services)) as { items: { metadata: { name: string } }[] };
      for (const { metadata } of items) await cluster.send('DELETE', `${services}/${metadata.name}`);
    });

    /** A ConfigMap volume, as the kubelet keeps it: the file is a link through `..data`, which is swapped. */
    async function mount(outputs: readonly OutputLine[]) {
      const folder = await mkdtemp(join(tmpdir(), 'skywriter-'));
      let version = 0;
      const put = async (now: readonly OutputLine[]): Promise<void> => {
        version += 1;
        await mkdir(join(folder, `..${version}`));
        const content = {
          source: { serviceName: PUBLISHED },
          metricsBindAddress: '127.0.0.1:0',
          healthProbeBindAddress: '127.0.0.1:0',
          outputs: now,
        };
        await writeFile(join(folder, `..${version}`, 'config.yaml'), JSON.stringify(content));
        await symlink(`..${version}`, join(folder, '..data_tmp'));
        await rename(join(folder, '..data_tmp'), join(folder, '..data'));
      };
      await put(outputs);
      await symlink(join('..data', 'config.yaml'), join(folder, 'config.yaml'));
      return { file: join(folder, 'config.yaml'), put };
    }

    async function start(outputs: readonly OutputLine[], instance = 'kuberture', leaderElect = false) {
      const { file, put } = await mount(outputs);
      const env = { KUBECONFIG: cluster.kubeconfig, POD_NAMESPACE: NAMESPACE };
      const skywriter = new SkywriterProcess(
        [`--config=${file}`, `--leader-elect=${leaderElect}`, `--instance=${instance}`],
        env,
      );
      running.push(skywriter);
      return { skywriter, put };
    }

    const until = (check: () => Promise<void>) => eventually(check, { within: 30_000, what: 'the Services' });
    const published = async (name: string): Promise<Record<string, string> | undefined> => {
      const service = await cluster.service(name);
      if (service === undefined) return undefined;
      const entries = Object.entries(service.metadata.annotations ?? {});
      return Object.fromEntries(entries.filter(([key]) => !key.startsWith('skywriter/')));
    };
    const shows = (name: string, prefix: string, hostname: string, target: string, ttl: string) =>
      until(async () => {
        expect(await published(name)).toEqual({
          [`${prefix}hostname`]: hostname,
          [`${prefix}target`]: target,
          [`${prefix}ttl`]: ttl,
        });
      });

    test('a control plane that grows, is renumbered and shrinks; drift; empty; a swapped ConfigMap', async () => {
      await cluster.setEndpoints([{ address: '10.0.0.1' }]);
      const { skywriter, put } = await start([publicOutput, internalOutput]);
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '10.0.0.1', '60');
      await shows('kuberture-internal', INTERNAL, 'api-internal.k8s.example.internal', '10.0.0.1', '300');
      expect((await cluster.service('kuberture-public'))?.spec.clusterIP).toBe('None');

      await cluster.setEndpoints([
        { address: '10.0.0.2' },
        { address: '10.0.0.1' },
        { address: '10.0.0.3', ready: false },
      ]);
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '10.0.0.1,10.0.0.2', '60');
      await cluster.setEndpoints([{ address: '10.0.0.2' }, { address: '10.0.0.9' }]);
      await shows(
        'kuberture-internal',
        INTERNAL,
        'api-internal.k8s.example.internal',
        '10.0.0.2,10.0.0.9',
        '300',
      );
      await cluster.setEndpoints([{ address: '10.0.0.9' }]);
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '10.0.0.9', '60');

      await cluster.send('PATCH', `/api/v1/namespaces/${NAMESPACE}/services/kuberture-public`, {
        metadata: { annotations: { [`${ALPHA}target`]: '198.51.100.66' } },
      });
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '10.0.0.9', '60');
      await cluster.send('DELETE', `/api/v1/namespaces/${NAMESPACE}/services/kuberture-internal`);
      await shows('kuberture-internal', INTERNAL, 'api-internal.k8s.example.internal', '10.0.0.9', '300');

      await cluster.setEndpoints([{ address: '10.0.0.9', ready: false }]);
      await skywriter.says(/held: Service\/default\/published has no targets for api\.k8s\.example\.com/);
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '10.0.0.9', '60');

      await cluster.setEndpoints([{ address: '10.244.0.5', node: 'cp-1' }]);
      await put([
        { ...publicOutput, addressSource: 'node-external' },
        { ...internalOutput, addressSource: 'node-internal' },
      ]);
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '203.0.113.10', '60');
      await shows('kuberture-internal', INTERNAL, 'api-internal.k8s.example.internal', '192.168.1.10', '300');

      await put([publicOutput]);
      await until(async () => expect(await published('kuberture-internal')).toBeUndefined());
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '10.244.0.5', '60');
      expect(skywriter.output).not.toMatch(/SKY_(?:API|EVENT)/);
    });

    test('a Service of somebody else is left alone, and the others go on', async () => {
      await cluster.setEndpoints([{ address: '10.0.0.1' }]);
      await cluster.send('POST', `/api/v1/namespaces/${NAMESPACE}/services`, {
        metadata: { name: 'kuberture-public' },
        spec: { selector: { app: 'x' }, ports: [{ port: 80 }] },
      });
      const before = await cluster.service('kuberture-public');
      const { skywriter } = await start([publicOutput, internalOutput]);
      await shows('kuberture-internal', INTERNAL, 'api-internal.k8s.example.internal', '10.0.0.1', '300');
      await skywriter.says(/SKY_NAME_FOREIGN/);
      expect(await cluster.service('kuberture-public')).toEqual(before);
    });

    test('two instances in one namespace do not disturb each other', async () => {
      await cluster.setEndpoints([{ address: '10.0.0.1' }]);
      await start([publicOutput], 'one');
      await start([internalOutput], 'two');
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '10.0.0.1', '60');
      await shows('kuberture-internal', INTERNAL, 'api-internal.k8s.example.internal', '10.0.0.1', '300');
      const labels = async (name: string) =>
        (await cluster.service(name))?.metadata.labels?.['skywriter/owner'];
      expect([await labels('kuberture-public'), await labels('kuberture-internal')]).toEqual(['one', 'two']);
      await cluster.setEndpoints([{ address: '10.0.0.4' }]);
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '10.0.0.4', '60');
      await shows('kuberture-internal', INTERNAL, 'api-internal.k8s.example.internal', '10.0.0.4', '300');
    });

    test('of two replicas one writes, and the other takes over', async () => {
      await cluster.setEndpoints([{ address: '10.0.0.1' }]);
      const first = await start([publicOutput], 'pair', true);
      await first.skywriter.says(/"leading"/);
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '10.0.0.1', '60');
      const second = await start([publicOutput], 'pair', true);
      await second.skywriter.says(/SKY_STANDBY/);
      await first.skywriter.stop();
      await second.skywriter.says(/"leading"/);
      await cluster.setEndpoints([{ address: '10.0.0.5' }]);
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '10.0.0.5', '60');
    });

    test('what kuberture wrote for the instance is taken over', async () => {
      await cluster.setEndpoints([{ address: '10.0.0.1' }]);
      await cluster.send('POST', `/api/v1/namespaces/${NAMESPACE}/services`, {
        metadata: {
          name: 'kuberture-public',
          labels: { 'app.kubernetes.io/managed-by': 'kuberture', 'kuberture/instance': 'kuberture' },
          annotations: {
            [`${ALPHA}hostname`]: 'api.k8s.example.com',
            [`${ALPHA}target`]: '10.0.0.77',
            [`${ALPHA}ttl`]: '60',
          },
        },
        spec: { clusterIP: 'None' },
      });
      await start([publicOutput]);
      await shows('kuberture-public', ALPHA, 'api.k8s.example.com', '10.0.0.1', '60');
    });
  },
);
