import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExternalDns, eventually, makeFolder, provide, startExternalDns } from '@skywriter/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SkywriterProcess } from '../skywriter-process.ts';
import { type Cluster, NAMESPACE, startCluster } from './cluster.ts';
import { documentedRights } from './documented.ts';

const server = await provide('kube-apiserver');
const reader = await provide('external-dns', { mayBuild: false });

/** Split horizon as kuberture documents it: what the world sees, and what the cluster's own network sees. */
const CONFIGURATION = `
metricsBindAddress: 127.0.0.1:0
healthProbeBindAddress: 127.0.0.1:0
outputs:
  - name: public
    hostname: [api.k8s.example.com]
    serviceName: kuberture-public
    addressSource: node-public
  - name: internal
    hostname: [api-internal.k8s.example.internal]
    annotationPrefix: internal-dns.example.com/
    serviceName: kuberture-internal
    addressSource: endpointslice
    recordTTL: 300
`;

/** A control-plane node: its name, its address inside, and the one that the Internet can reach. */
type ControlPlane = readonly (readonly [name: string, inside: string, outside: string])[];

/** What an ExternalDNS with the provider `inmemory` holds, by what it logged: name and type, TTL and targets. */
function recordsOf(program: ExternalDns): Record<string, string> {
  const records: Record<string, string> = {};
  const line = /msg="(CREATE|UPDATE \(new\)|DELETE): (\S+) (\d+) IN (\w+) +(\S+) /g;
  for (const [, action, name, ttl, type, targets] of program.output.matchAll(line)) {
    if (action === 'DELETE') delete records[`${name} ${type}`];
    else records[`${name} ${type}`] = `${ttl} ${targets}`;
  }
  return records;
}

describe.skipIf(!server.available || !reader.available)('skywriter kuberture and two ExternalDNS', () => {
  let cluster: Cluster;
  const stops: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    // The API server would put its own address back into default/kubernetes.
    cluster = await startCluster({ service: 'kubernetes', extraArgs: ['--endpoint-reconciler-type=none'] });
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
    await cluster?.stop();
  });

  /** Both have both zones: only the prefix keeps them apart. */
  async function externalDns(prefix: string): Promise<ExternalDns> {
    const program = await startExternalDns({
      args: [
        '--source=service',
        '--provider=inmemory',
        '--inmemory-zone=k8s.example.com',
        '--inmemory-zone=k8s.example.internal',
        '--policy=sync',
        '--registry=noop',
        '--interval=1s',
        '--min-event-sync-interval=1s',
        `--annotation-prefix=${prefix}`,
        `--kubeconfig=${cluster.api.kubeconfig}`,
      ],
    });
    stops.push(() => program.stop());
    return program;
  }

  async function setControlPlane(nodes: ControlPlane): Promise<void> {
    for (const [name, inside, outside] of nodes) {
      await cluster.setNode(name, [`InternalIP ${inside}`, `ExternalIP ${outside}`]);
    }
    await cluster.setEndpoints(nodes.map(([node, address]) => ({ address, node })));
  }

  async function startSkywriter(): Promise<SkywriterProcess> {
    const file = join(await makeFolder('kuberture'), 'config.yaml');
    await writeFile(file, CONFIGURATION);
    const skywriter = new SkywriterProcess(['kuberture', `--config=${file}`, '--leader-elect=false'], {
      KUBECONFIG: cluster.kubeconfig,
      POD_NAMESPACE: NAMESPACE,
    });
    stops.push(() => skywriter.stop());
    return skywriter;
  }

  /** The API server takes a moment to notice that a RoleBinding is gone. */
  async function mayPatchServices(): Promise<unknown> {
    const resourceAttributes = { namespace: NAMESPACE, verb: 'patch', resource: 'services' };
    const user = `system:serviceaccount:${NAMESPACE}:skywriter`;
    const review = await cluster.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      spec: { user, resourceAttributes },
    });
    return (review as { status: { allowed: boolean } }).status.allowed;
  }

  test('each sees its own name and targets, while control-plane nodes come, are renumbered and go', async () => {
    const outside = await externalDns('external-dns.kubernetes.io/');
    const inside = await externalDns('internal-dns.example.com/');
    const see = (nodes: ControlPlane) =>
      eventually(
        () => {
          const targets = (at: 1 | 2) =>
            nodes
              .map((node) => node[at])
              .sort()
              .join(';');
          expect(recordsOf(outside)).toEqual({ 'api.k8s.example.com A': `60 ${targets(2)}` });
          expect(recordsOf(inside)).toEqual({ 'api-internal.k8s.example.internal A': `300 ${targets(1)}` });
        },
        { within: 60_000, every: 100, what: 'the records of both' },
      );
    const change = async (nodes: ControlPlane): Promise<void> => {
      await setControlPlane(nodes);
      await see(nodes);
    };
    await setControlPlane([['cp-1', '10.0.0.1', '203.0.113.1']]);
    const skywriter = await startSkywriter();
    await see([['cp-1', '10.0.0.1', '203.0.113.1']]);
    const grown: ControlPlane = [
      ['cp-1', '10.0.0.1', '203.0.113.1'],
      ['cp-2', '10.0.0.2', '203.0.113.2'],
    ];
    await change(grown);

    const rights = (await documentedRights()).find(({ path }) =>
      path.endsWith(`/namespaces/${NAMESPACE}/rolebindings`),
    );
    if (rights === undefined) throw new Error(`no right in ${NAMESPACE} is documented`);
    await cluster.send('DELETE', `${rights.path}/skywriter`);
    await eventually(async () => expect(await mayPatchServices()).toBe(false));
    const renumbered: ControlPlane = [
      ['cp-1', '10.0.0.7', '203.0.113.7'],
      ['cp-2', '10.0.0.2', '203.0.113.2'],
    ];
    await setControlPlane(renumbered);
    await skywriter.says(/SKY_API_FORBIDDEN/);
    await see(grown);
    await cluster.send('POST', rights.path, rights.body);
    await see(renumbered);

    await cluster.send('DELETE', '/api/v1/nodes/cp-1');
    await change([['cp-2', '10.0.0.2', '203.0.113.2']]);
  });
});
