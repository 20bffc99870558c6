import { type Assignment, type RecordType, unwrap } from '@skywriter/core';
import { parsePrefix, parseTxtRegistry, type TxtRegistryOptions } from '@skywriter/skydns';
import {
  type Etcd,
  eventually,
  type KubeApiserver,
  provide,
  startEtcd,
  startExternalDns,
  startKubeApiserver,
  systemClock,
} from '@skywriter/testbed';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createEtcdLink } from './link/etcd-link.ts';
import { createSkydnsOutput, type SkydnsOutputOptions } from './output.ts';
import { name } from './writer/fixtures/records.ts';
import { outputOver } from './writer/skydns-output.ts';

const others = await Promise.all([provide('etcd'), provide('kube-apiserver')]);
const itself = await provide('external-dns', { mayBuild: false });
const available = [...others, itself].every((component) => component.available);

/** Services by name: what they ask for, and what that is as records. */
const services: readonly (readonly [service: string, type: RecordType, ...values: string[]])[] = [
  ['web', 'A', '192.0.2.1', '192.0.2.2', '192.0.2.3'],
  ['six', 'AAAA', '2001:db8::1'],
  ['alias', 'CNAME', 'lb.example.net'],
  ['kid.web', 'A', '192.0.2.4'],
];

const wanted: Assignment[] = services.map(([service, type, ...values]) => {
  const owner = name(`${service}.example.test`);
  const origin = `Service/default/${service.replace('.', '-')}#annotation hostname`;
  const targets = values.map((value) => ({ value, origins: [origin] }));
  return { name: owner, recordSets: [{ name: owner, type, ttl: 120, targets }] };
});

const KEY = 'passphrasewhichneedstobe32bytes!';
const setups: readonly (readonly [
  what: string,
  registry: TxtRegistryOptions | undefined,
  args: readonly string[],
])[] = [
  ['its defaults', { kind: 'txt' }, []],
  ['a prefix', { kind: 'txt', prefix: 'reg.%{record_type}-' }, ['--txt-prefix=reg.%{record_type}-']],
  ['a suffix', { kind: 'txt', suffix: '-reg' }, ['--txt-suffix=-reg']],
  [
    'encryption',
    { kind: 'txt', aesKey: KEY, encrypt: true },
    ['--txt-encrypt-enabled', `--txt-encrypt-aes-key=${KEY}`],
  ],
  ['strict owners', { kind: 'txt' }, ['--coredns-strictly-owned']],
  ['strict owners and no registry', undefined, ['--coredns-strictly-owned', '--registry=noop']],
];

describe.skipIf(!available)('beside a real ExternalDNS', () => {
  let etcd: Etcd;
  let api: KubeApiserver;
  beforeAll(async () => {
    etcd = await startEtcd();
    api = await startKubeApiserver({ etcd });
  });
  afterAll(async () => {
    await api?.stop();
    await etcd?.stop();
  });
  beforeEach(async () => {
    await etcd.deletePrefix('/skydns/');
    for (const [service, , ...values] of services) await publish(service, values);
  });

  async function publish(service: string, targets: readonly string[]): Promise<void> {
    const id = service.replace('.', '-');
    await api.adminFetch(`/api/v1/namespaces/default/services/${id}`, { method: 'DELETE' });
    const annotations = {
      'external-dns.kubernetes.io/hostname': `${service}.example.test`,
      'external-dns.kubernetes.io/target': targets.join(','),
      'external-dns.kubernetes.io/ttl': '120',
    };
    const body = {
      metadata: { name: id, annotations },
      spec: { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }] },
    };
    const made = await api.adminFetch('/api/v1/namespaces/default/services', { body });
    expect(made.status).toBe(201);
  }

  const externalDns = (args: readonly string[], once: boolean) =>
    startExternalDns({
      args: [
        '--source=service',
        '--provider=coredns',
        '--policy=sync',
        '--txt-owner-id=k2s',
        `--kubeconfig=${api.kubeconfig}`,
        ...args,
      ],
      env: { ETCD_URLS: etcd.endpoints.join(',') },
      once,
    });

  async function synchronise(args: readonly string[]): Promise<void> {
    const once = await externalDns(args, true);
    const { exitCode, output } = once;
    await once.stop();
    expect(exitCode, output).toBe(0);
  }

  /** Sets all names, and those that are found besides; then there is nothing more to do. */
  async function skywriter(
    options: Pick<SkydnsOutputOptions, 'layout' | 'registry'>,
    assignments: readonly Assignment[] = wanted,
  ): Promise<void> {
    const output = createSkydnsOutput({
      name: 'test',
      owner: 'k2s',
      zones: [name('example.test')],
      etcd: { endpoints: etcd.endpoints },
      clock: systemClock,
      ...options,
    });
    await output.start({ dirty: () => {}, readiness: () => {} });
    try {
      await eventually(() => output.ready, { within: 20_000, what: 'readiness' });
      for (const round of [1, 2]) {
        const all = new Map([...output.ownedNames()].map((each) => [each, { name: each, recordSets: [] }]));
        for (const assignment of assignments) all.delete(assignment.name);
        const open = [...assignments, ...all.values()].filter((assignment) => !output.settled(assignment));
        if (round === 2) expect(open).toEqual([]);
        for (const outcome of await output.apply(open)) expect(outcome.result).toBe('done');
      }
      expect(output.foreign.examples).toEqual([]);
    } finally {
      await output.stop();
    }
  }

  const lines = async () => (await etcd.list('/skydns/')).map(({ key, value }) => `${key} ${value}`);
  const hosts = async (path: string) =>
    (await etcd.list(`/skydns/test/example/${path}/`)).flatMap(({ value }) => {
      const { host } = JSON.parse(value);
      return host === undefined ? [] : [host];
    });

  test.each(setups)(
    'with %s: from there to canonical, back again, and it changes nothing',
    async (_, registry, args) => {
      await skywriter(registry === undefined ? {} : { registry });
      const canonical = await lines();
      await etcd.deletePrefix('/skydns/');
      await synchronise(args);
      expect(await hosts('web')).toHaveLength(4);
      await skywriter(registry === undefined ? {} : { registry });
      expect(await lines()).toEqual(canonical);
      await skywriter({ layout: 'external-dns', ...(registry === undefined ? {} : { registry }) });
      const back = await etcd.list('/skydns/');
      await synchronise(args);
      expect(await etcd.list('/skydns/')).toEqual(back);
      await publish('alias', ['other.example.net']);
      await synchronise(args);
      expect(await hosts('alias')).toEqual(['other.example.net']);
    },
  );

  test('it cannot keep a name with both families of addresses, because it reads them as one', async () => {
    const targets = ['192.0.2.1', '2001:db8::1'];
    await publish('web', targets);
    const owner = name('web.example.test');
    const both = (['A', 'AAAA'] as const).map((type, index) => ({
      name: owner,
      type,
      ttl: 120,
      targets: [{ value: targets[index] ?? '', origins: ['Service/default/web#annotation hostname'] }],
    }));
    const others = wanted.filter((assignment) => assignment.name !== owner);
    await skywriter({ layout: 'external-dns', registry: { kind: 'txt' } }, [
      ...others,
      { name: owner, recordSets: both },
    ]);
    const before = await etcd.list('/skydns/');
    await synchronise([]);
    expect(await etcd.list('/skydns/')).not.toEqual(before);
  });

  test('one that still runs is seen, left alone, and followed when it stops', {
    timeout: 200_000,
  }, async () => {
    let lastCommit = performance.now();
    let commits = 0;
    const link = createEtcdLink({
      etcd: { endpoints: etcd.endpoints },
      prefix: '/skydns',
      clock: systemClock,
    });
    const output = outputOver({
      name: 'test',
      layout: {
        prefix: parsePrefix('/skydns'),
        owner: 'k2s',
        zones: [name('example.test')],
        defaultTtl: 300,
        registry: unwrap(parseTxtRegistry({ kind: 'txt' })),
      },
      link,
      now: () => performance.now(),
      hooks: {
        transacted: () => {
          lastCommit = performance.now();
          commits += 1;
        },
      },
      rivals: { rewrites: 3, within: 10_000, longest: 10_000, pause: 1000 },
    });
    await output.start({ dirty: () => {}, readiness: () => {} });
    const running = await externalDns(['--interval=1s'], false);
    const codes = async () => {
      const open = wanted.filter((assignment) => !output.settled(assignment));
      const outcomes = await output.apply(open);
      return outcomes.map((outcome) => (outcome.result === 'failed' ? outcome.problem.code : outcome.result));
    };
    try {
      await eventually(() => output.ready, { within: 20_000, what: 'readiness' });
      await eventually(
        async () => {
          const all = await codes();
          const left = all.length === wanted.length && all.every((code) => code === 'SKY_SKYDNS_RIVAL');
          return left && performance.now() - lastCommit > 4000;
        },
        { within: 90_000, what: 'all names to be left alone for some turns of the other one' },
      );
      expect(new Set(await hosts('web'))).toEqual(
        new Set(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']),
      );
      expect(commits).toBeGreaterThanOrEqual(3);
      await running.stop();
      await eventually(async () => (await codes()).length === 0, {
        within: 60_000,
        what: 'all names to be taken over',
      });
      expect(output.foreign.examples).toEqual([]);
    } finally {
      await running.stop();
      await output.stop();
    }
  });
});
