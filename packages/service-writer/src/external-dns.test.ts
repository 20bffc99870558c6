import { type ExternalDns, eventually, provide, startExternalDns, systemClock } from '@skywriter/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NAMESPACE, startCluster } from './fixtures/cluster.ts';
import { startEngine } from './fixtures/engine.ts';
import { ALPHA, record } from './fixtures/world.ts';
import { createServicesOutput } from './output.ts';

const others = await provide('kube-apiserver');
const itself = await provide('external-dns', { mayBuild: false });

const PRESENT = 'external-dns.kubernetes.io/';
const INTERNAL = 'internal-dns.example.com/';
const PUBLIC_NAME = 'api.k8s.example.com';
const INTERNAL_NAME = 'api-internal.k8s.example.com';
const BOTH = 'both.k8s.example.com';

/** The records that an ExternalDNS with the provider `inmemory` has, by what it logged: `name ttl type`, targets. */
function recordsOf(program: ExternalDns): Map<string, string> {
  const records = new Map<string, string>();
  const line = /msg="(CREATE|UPDATE \(new\)|DELETE): (\S+) (\d+) IN (\w+) +(\S+) /g;
  for (const [, action, name = '', ttl, type, targets = ''] of program.output.matchAll(line)) {
    const key = `${name} ${type}`;
    if (action === 'DELETE') records.delete(key);
    else records.set(key, `${ttl} ${targets}`);
  }
  return records;
}

describe.skipIf(!others.available || !itself.available)('real ExternalDNS processes', () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
    await cluster?.stop();
  });

  async function externalDns(prefix: string) {
    const program = await startExternalDns({
      args: [
        '--source=service',
        '--provider=inmemory',
        '--inmemory-zone=example.com',
        '--policy=sync',
        '--registry=noop',
        '--interval=1s',
        '--min-event-sync-interval=1s',
        `--annotation-prefix=${prefix}`,
        `--kubeconfig=${cluster.server.kubeconfig}`,
      ],
    });
    stops.push(() => program.stop());
    return program;
  }

  async function run(name: string, prefixes: readonly string[], records: readonly string[]) {
    const output = createServicesOutput({
      name,
      owner: 'k2s',
      namespace: NAMESPACE,
      annotationPrefixes: prefixes,
      records: records.map((text) => record(text)),
      api: await cluster.open(),
      clock: systemClock,
    });
    const engine = await startEngine(output);
    stops.push(() => engine.stop());
    return engine;
  }

  it('see their own names and not each other, while a control plane grows, is renumbered and goes', async () => {
    const alpha = await externalDns(ALPHA);
    const present = await externalDns(PRESENT);
    const internal = await externalDns(INTERNAL);
    const shared = await run('shared', ['external-dns'], [`shared: ${BOTH}`]);
    const outside = await run('public', [ALPHA], [`public: ${PUBLIC_NAME}`]);
    const inside = await run('internal', [INTERNAL], [`internal: ${INTERNAL_NAME} ${PUBLIC_NAME}`]);

    const see = (publicTargets: readonly string[], internalTargets: readonly string[]) =>
      eventually(
        () => {
          const of = (names: readonly string[], targets: readonly string[]) =>
            names.flatMap((name) =>
              (['A', 'AAAA'] as const).flatMap((type) => {
                const family = targets.filter((target) => target.includes(':') === (type === 'AAAA'));
                return family.length === 0 ? [] : [[`${name} ${type}`, `60 ${family.join(';')}`] as const];
              }),
            );
          const all = of([BOTH], publicTargets);
          expect(recordsOf(alpha)).toEqual(new Map([...all, ...of([PUBLIC_NAME], publicTargets)]));
          expect(recordsOf(present)).toEqual(new Map(all));
          expect(recordsOf(internal)).toEqual(new Map(of([INTERNAL_NAME, PUBLIC_NAME], internalTargets)));
        },
        { within: 60_000, every: 100 },
      );
    const publish = (publicTargets: readonly string[], internalTargets: readonly string[]) => {
      shared.publish([BOTH], publicTargets);
      outside.publish([PUBLIC_NAME], publicTargets);
      inside.publish([INTERNAL_NAME, PUBLIC_NAME], internalTargets);
      return see(publicTargets, internalTargets);
    };
    await publish(['203.0.113.1'], ['10.0.0.1']);
    await publish(['203.0.113.1', '203.0.113.2', '2001:db8::2'], ['10.0.0.1', '10.0.0.2', 'fd00::2']);
    await publish(['203.0.113.9', '203.0.113.2', '2001:db8::2'].sort(), ['10.0.0.2', '10.0.0.9', 'fd00::2']);
    await publish(['203.0.113.9'], ['10.0.0.9']);
    for (const { withdraw } of [shared, outside, inside]) withdraw();
    await see([], []);
  });
});
