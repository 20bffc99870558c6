import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, type KubeApiserver, makeFolder, provide, startKubeApiserver } from '@skywriter/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SkywriterProcess } from './skywriter-process.ts';

const component = await provide('kube-apiserver');
/** What kubectl accepts and the DNS does not: a label of more than 63 characters (RFC 1035 §2.3.4). */
const BAD_HOST = `${'a'.repeat(64)}.example.com`;

interface ListedEvents {
  readonly items: readonly {
    readonly reason: string;
    readonly regarding: { readonly namespace: string; readonly name: string };
  }[];
}

describe.skipIf(!component.available)('Events on the objects of a cluster', () => {
  let api: KubeApiserver;
  let skywriter: SkywriterProcess;

  beforeAll(async () => {
    api = await startKubeApiserver();
    for (const name of ['winner', 'loser']) await call('/api/v1/namespaces', { metadata: { name } });
    const file = join(await makeFolder('events'), 'skywriter.yaml');
    const configuration = {
      owner: 'test',
      kubernetes: { kubeconfig: api.kubeconfig },
      sources: ['ingress'],
      outputs: [{ name: 'lan', zones: ['example.com'], dns: { listen: ['127.0.0.1:0'] } }],
    };
    await writeFile(file, JSON.stringify(configuration));
    skywriter = new SkywriterProcess(['run', '--config', file]);
  });
  afterAll(async () => {
    await skywriter?.stop();
    await api?.stop();
  });

  async function call(path: string, body?: unknown): Promise<unknown> {
    const answer = await api.adminFetch(path, body === undefined ? {} : { body });
    const result: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(result)}`);
    return result;
  }

  async function createIngress(namespace: string, name: string, host: string): Promise<void> {
    const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`;
    const annotations = { 'external-dns.kubernetes.io/target': '10.0.0.1' };
    const spec = { defaultBackend: { service: { name: 'x', port: { number: 80 } } }, rules: [{ host }] };
    await call(path, { metadata: { name, annotations }, spec });
  }

  async function events(): Promise<string[]> {
    const { items } = (await call('/apis/events.k8s.io/v1/events')) as ListedEvents;
    const own = items.filter((event) => JSON.stringify(event).includes('"reportingController":"skywriter"'));
    return own.map(({ reason, regarding }) => `${regarding.namespace}/${regarding.name} ${reason}`).sort();
  }

  test('the loser of a name and the author of a bad host are told, and nobody else', async () => {
    await createIngress('winner', 'front', 'shop.example.com');
    // However it is said: among the first names, or as a change.
    await skywriter.says(/shop\.example\.com/);
    await createIngress('loser', 'front', 'shop.example.com');
    await createIngress('loser', 'typo', BAD_HOST);
    await eventually(
      async () => expect(await events()).toEqual(['loser/front NameHeld', 'loser/typo NameLabel']),
      {
        within: 30_000,
        what: 'the Events',
      },
    );
    expect(skywriter.output).not.toContain('SKY_EVENT');
  });
});
