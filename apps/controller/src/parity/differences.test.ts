import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OLD_PREFIX } from './testing/annotations.ts';
import { type Arena, startArena } from './testing/arena.ts';
import { askersAmong } from './testing/askers.ts';
import { aNode, anIngress, aPod, aService, aSlice } from './testing/build.ts';
import { available } from './testing/components.ts';
import { compare, type Situation, zonesOf } from './testing/difference.ts';
import { differences } from './testing/differences/all.ts';
import type { Manifest } from './testing/manifest.ts';
import { type Row, recordsOfExternalDns, recordsOfSkywriter } from './testing/records.ts';

interface Case {
  /** The heading's anchor in docs/external-dns-differences.md. */
  readonly id: string;
  readonly objects: readonly Manifest[];
  readonly words?: readonly string[];
  /** A pattern where it is chance which of several it leaves. */
  readonly externalDns: readonly (string | RegExp)[];
  readonly skywriter: readonly string[];
  /** Another difference that cannot but take part. */
  readonly besides?: string;
}

const web = (annotations: Record<string, string>, targets = ['192.0.2.1']): Manifest =>
  aService('web', { spec: { type: 'LoadBalancer' }, annotations, targets });
const clusterIp = {
  type: 'ClusterIP',
  ipFamilyPolicy: 'RequireDualStack',
  clusterIP: '10.96.0.7',
  clusterIPs: ['10.96.0.7', 'fd00:96::7'],
};

/** What one synchronisation of an empty etcd leaves. */
const cases: readonly Case[] = [
  {
    id: 'one-prefix',
    objects: [web({ [`${OLD_PREFIX}hostname`]: 'a.old.test' })],
    externalDns: [],
    skywriter: ['a.old.test 300 A 192.0.2.1'],
  },
  {
    id: 'empty-name',
    objects: [web({ hostname: 'a.example.test,' })],
    externalDns: [' 300 A 192.0.2.1', 'a.example.test 300 A 192.0.2.1'],
    skywriter: ['a.example.test 300 A 192.0.2.1'],
  },
  {
    id: 'slash',
    objects: [web({ hostname: 'sla/sh.example.test' })],
    externalDns: ['sh.sla.example.test 300 A 192.0.2.1'],
    skywriter: [],
  },
  {
    id: 'wildcards',
    objects: [web({ hostname: '*.example.test,any.example.test,b.example.test' })],
    externalDns: ['*.example.test', 'any.example.test', 'b.example.test'].map(
      (name) => `${name} 300 A 192.0.2.1`,
    ),
    skywriter: ['b.example.test 300 A 192.0.2.1'],
  },
  {
    id: 'no-host-name',
    objects: [web({ hostname: 'double..dot.example.test,192.0.2.77,per%cent.example.test,b.example.test' })],
    externalDns: ['192.0.2.77', 'b.example.test', 'double..dot.example.test', 'per%cent.example.test'].map(
      (name) => `${name} 300 A 192.0.2.1`,
    ),
    skywriter: ['b.example.test 300 A 192.0.2.1'],
  },
  {
    id: 'case-and-unicode',
    objects: [web({ hostname: 'WWW.Example.TEST,bücher.example.test' })],
    externalDns: ['WWW.Example.TEST 300 A 192.0.2.1', 'bücher.example.test 300 A 192.0.2.1'],
    skywriter: ['www.example.test 300 A 192.0.2.1', 'xn--bcher-kva.example.test 300 A 192.0.2.1'],
  },
  {
    id: 'no-target',
    objects: [web({ hostname: 'a.example.test', target: '192.0.2.256' })],
    externalDns: ['a.example.test 300 unreadable 192.0.2.256'],
    skywriter: [],
  },
  {
    id: 'blank-target',
    objects: [web({ hostname: 'a.example.test', target: ' ' })],
    externalDns: [],
    skywriter: ['a.example.test 300 A 192.0.2.1'],
  },
  {
    id: 'space-around-ttl',
    objects: [web({ hostname: 'a.example.test', ttl: ' 60' })],
    externalDns: ['a.example.test 300 A 192.0.2.1'],
    skywriter: ['a.example.test 60 A 192.0.2.1'],
  },
  {
    id: 'unknown-hostname-source',
    objects: [
      anIngress('front', {
        hosts: ['a.example.test'],
        targets: ['192.0.2.1'],
        annotations: { 'ingress-hostname-source': 'annotations-only' },
      }),
    ],
    externalDns: [],
    skywriter: ['a.example.test 300 A 192.0.2.1'],
  },
  {
    id: 'second-cluster-ip',
    objects: [aService('db', { spec: clusterIp, annotations: { 'internal-hostname': 'db.example.test' } })],
    externalDns: ['db.example.test 300 A 10.96.0.7'],
    skywriter: ['db.example.test 300 A 10.96.0.7', 'db.example.test 300 AAAA fd00:96::7'],
  },
  {
    id: 'second-host-ip',
    objects: [
      aPod('db-0', { node: 'node0', ready: true, hostIPs: ['172.16.0.7', 'fd00::7'] }),
      aService('db', {
        spec: { clusterIP: 'None', selector: { app: 'db' } },
        annotations: { hostname: 'db.example.test', 'endpoints-type': 'HostIP' },
      }),
      aSlice('db', ['10.1.0.1'], 'db-0'),
    ],
    externalDns: ['db.example.test 300 A 172.16.0.7'],
    skywriter: ['db.example.test 300 A 172.16.0.7', 'db.example.test 300 AAAA fd00::7'],
  },
  {
    id: 'nodes-of-unread-types',
    words: ['--service-type-filter=ClusterIP'],
    objects: [
      aNode('node0', '198.51.100.1'),
      aPod('db-0', { node: 'node0', ready: true }),
      aService('db', {
        spec: { clusterIP: 'None', selector: { app: 'db' } },
        annotations: { hostname: 'db.example.test', 'endpoints-type': 'NodeExternalIP' },
      }),
      aSlice('db', ['10.1.0.1'], 'db-0'),
    ],
    externalDns: [],
    skywriter: ['db.example.test 300 A 198.51.100.1'],
  },
  {
    id: 'endpoints-without-pods',
    objects: [
      aService('db', { spec: { clusterIP: 'None' }, annotations: { hostname: 'db.manual.test' } }),
      aSlice('db', ['203.0.113.7']),
    ],
    externalDns: [],
    skywriter: ['db.manual.test 300 A 203.0.113.7'],
  },
  {
    id: 'names-that-keep-a-template-away',
    words: ['--fqdn-template={{.Name}}.template.test'],
    objects: [
      anIngress('front', {
        hosts: ['a.example.test'],
        targets: ['192.0.2.1'],
        annotations: { 'ingress-hostname-source': 'annotation-only', hostname: 'per%cent.example.test' },
      }),
    ],
    externalDns: ['per%cent.example.test 300 A 192.0.2.1'],
    skywriter: ['front.template.test 300 A 192.0.2.1'],
    besides: 'no-host-name',
  },
  {
    id: 'nodes-that-drop-it',
    objects: [
      aNode('node0', '198.51.100.1'),
      aPod('web-0', { node: 'node0', ready: false }),
      aService('web', {
        spec: { type: 'NodePort', externalTrafficPolicy: 'Local', selector: { app: 'web' } },
        annotations: { hostname: 'a.local.test' },
      }),
    ],
    externalDns: ['a.local.test 300 A 198.51.100.1'],
    skywriter: [],
  },
  {
    id: 'srv-records',
    words: ['--managed-record-types=SRV'],
    objects: [
      aService('web', {
        spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] },
        annotations: { hostname: 'a.example.test' },
      }),
    ],
    externalDns: ['_web._tcp.a.example.test 300 unreadable 0 50 30080 a.example.test.'],
    skywriter: ['_web._tcp.a.example.test 300 SRV 0 50 30080 a.example.test'],
  },
  {
    id: 'alias-and-srv',
    words: ['--managed-record-types=SRV'],
    objects: [
      aService('web', {
        spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30_081 }] },
        annotations: { hostname: 'a.example.test', alias: 'true' },
      }),
    ],
    externalDns: [],
    skywriter: ['_web._tcp.a.example.test 300 SRV 0 50 30081 a.example.test'],
  },
  {
    id: 'several-names-of-an-address',
    words: ['A', 'PTR'].map((type) => `--managed-record-types=${type}`).concat('--create-ptr'),
    objects: [
      anIngress('front', { hosts: ['a.example.test', 'b.example.test'], targets: ['192.0.2.1'] }),
      anIngress('other', { hosts: ['c.example.test'], targets: ['192.0.2.2'] }),
    ],
    externalDns: [
      /^1\.2\.0\.192\.in-addr\.arpa 300 PTR [ab]\.example\.test$/,
      '2.2.0.192.in-addr.arpa 300 PTR c.example.test',
      'a.example.test 300 A 192.0.2.1',
      'b.example.test 300 A 192.0.2.1',
      'c.example.test 300 A 192.0.2.2',
    ],
    skywriter: [
      '2.2.0.192.in-addr.arpa 300 PTR c.example.test',
      'a.example.test 300 A 192.0.2.1',
      'b.example.test 300 A 192.0.2.1',
      'c.example.test 300 A 192.0.2.2',
    ],
  },
  {
    id: 'nat64-beside-addresses',
    words: ['--nat64-networks=2001:db8::/96'],
    objects: [anIngress('front', { hosts: ['a.example.test'], targets: ['192.0.2.1', '2001:db8::9'] })],
    externalDns: ['a.example.test 300 A 0.0.0.9', 'a.example.test 300 AAAA 2001:db8::9'],
    skywriter: [
      'a.example.test 300 A 0.0.0.9',
      'a.example.test 300 A 192.0.2.1',
      'a.example.test 300 AAAA 2001:db8::9',
    ],
  },
  {
    id: 'alias-with-text',
    objects: [
      web({ hostname: 'www.example.test' }),
      anIngress('front', { hosts: ['a-www.example.test'], targets: ['lb.cloud.test'] }),
    ],
    externalDns: ['a-www.example.test 300 CNAME with text lb.cloud.test', 'www.example.test 300 A 192.0.2.1'],
    skywriter: ['a-www.example.test 300 CNAME lb.cloud.test', 'www.example.test 300 A 192.0.2.1'],
  },
  {
    id: 'alias-at-zone',
    words: ['--domain-filter=example.test'],
    objects: [anIngress('front', { hosts: ['example.test'], targets: ['lb.cloud.test'] })],
    externalDns: ['example.test 300 CNAME lb.cloud.test'],
    skywriter: [],
  },
  {
    id: 'alias-loops',
    objects: [
      anIngress('ping', { hosts: ['ping.example.test'], targets: ['pong.example.test'] }),
      anIngress('pong', { hosts: ['pong.example.test'], targets: ['ping.example.test'] }),
      anIngress('self', { hosts: ['self.example.test'], targets: ['self.example.test'] }),
    ],
    externalDns: [
      'ping.example.test 300 CNAME pong.example.test',
      'pong.example.test 300 CNAME ping.example.test',
      'self.example.test 300 CNAME self.example.test',
    ],
    skywriter: [],
  },
  {
    id: 'several-aliases',
    objects: [
      anIngress('front', { hosts: ['a.example.test'], targets: ['lb1.cloud.test', 'lb2.cloud.test'] }),
    ],
    externalDns: ['a.example.test 300 CNAME lb1.cloud.test', 'a.example.test 300 CNAME lb2.cloud.test'],
    skywriter: ['a.example.test 300 CNAME lb1.cloud.test'],
  },
  {
    id: 'set-identifier',
    objects: [
      web({ hostname: 'a.example.test', 'set-identifier': 'blue' }),
      anIngress('front', { hosts: ['a.example.test'], targets: ['lb.cloud.test'] }),
    ],
    externalDns: ['a.example.test 300 A 192.0.2.1', 'a.example.test 300 CNAME lb.cloud.test'],
    skywriter: ['a.example.test 300 A 192.0.2.1'],
  },
  {
    id: 'one-of-several',
    objects: [
      anIngress('a', { hosts: ['a.example.test'], targets: ['192.0.2.1'], annotations: { ttl: '60' } }),
      anIngress('b', { hosts: ['a.example.test'], targets: ['192.0.2.2'] }),
    ],
    externalDns: ['a.example.test 60 A 192.0.2.1'],
    skywriter: ['a.example.test 60 A 192.0.2.1', 'a.example.test 60 A 192.0.2.2'],
  },
  {
    id: 'forced-targets-at-srv-names',
    words: ['--default-targets=192.0.2.200', '--force-default-targets'],
    objects: [
      aService('web', {
        spec: { type: 'NodePort' },
        annotations: { hostname: 'a.example.test', target: '192.0.2.1' },
      }),
      aService('s1', { spec: { type: 'NodePort' }, annotations: { hostname: 'b.example.test' } }),
    ],
    externalDns: ['_s1._tcp.b.example.test 300 A 192.0.2.200', 'a.example.test 300 A 192.0.2.200'],
    skywriter: ['a.example.test 300 A 192.0.2.200'],
  },
  {
    id: 'compatibility-without-ipv6',
    words: ['--compatibility=mate'],
    objects: [
      aService('web', {
        spec: { type: 'LoadBalancer' },
        annotations: { 'zalando.org/dnsname': 'c.compatible.test' },
        targets: ['192.0.2.1', '2001:db8::1'],
      }),
    ],
    externalDns: [],
    skywriter: ['c.compatible.test 300 A 192.0.2.1', 'c.compatible.test 300 AAAA 2001:db8::1'],
  },
  {
    id: 'ttl-of-the-first',
    objects: [
      web({ hostname: 'a.example.test', ttl: '120' }),
      aService('zoo', {
        spec: { type: 'LoadBalancer' },
        annotations: { hostname: 'a.example.test', ttl: '60' },
        targets: ['192.0.2.1'],
      }),
    ],
    externalDns: ['a.example.test 120 A 192.0.2.1'],
    skywriter: ['a.example.test 60 A 192.0.2.1'],
  },
];

describe.skipIf(!(await available()))('documented differences', () => {
  let arena: Arena;
  beforeAll(async () => {
    arena = await startArena();
  });
  afterAll(() => arena?.stop());

  test.each(cases.map((given, index) => ({ ...given, index })))('$id', async (given) => {
    const { objects, index, words = [] } = given;
    const [theirs, ours] = [`/e${index}`, `/s${index}`];
    await arena.create(objects);
    try {
      const argv = ['--source=ingress', '--source=service', '--policy=sync', ...words];
      const externalDns = await arena.externalDns(argv, theirs);
      const skywriter = await arena.skywriter(argv, ours);
      expect([externalDns.code, skywriter.code]).toEqual([0, 0]);
      const situation: Situation = {
        theirs: recordsOfExternalDns(externalDns.keys, { prefix: theirs }),
        ours: recordsOfSkywriter(skywriter.keys, { prefix: ours, zones: zonesOf(words) }),
        askers: askersAmong(objects),
        words,
        zones: zonesOf(words),
      };
      expect(lines(situation.theirs)).toEqual(
        given.externalDns.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))),
      );
      expect(lines(situation.ours)).toEqual(given.skywriter);
      // The differential test takes these differences out of what it compares: they must explain this, and nothing less.
      const { used, unexplained } = compare(situation, differences);
      expect({ used: [...used].filter((id) => id !== given.besides), unexplained }).toEqual({
        used: [given.id],
        unexplained: [],
      });
    } finally {
      await arena.remove(objects);
    }
  });
});

test('each has its case', () => {
  expect(new Set(cases.map(({ id }) => id))).toEqual(new Set(differences.map(({ id }) => id)));
});

function lines(rows: readonly Row[]): string[] {
  return rows.map(({ name, ttl, type, value }) => `${name} ${ttl} ${type} ${value}`).sort();
}
