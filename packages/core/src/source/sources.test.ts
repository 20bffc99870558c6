import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubernetesObject, ObjectView } from '../object/object.ts';
import { kinds, refOf, type ServiceType } from '../object/object.ts';
import { unwrap } from '../problem.ts';
import { parseTarget } from '../record/target.ts';
import { aHostAddress, aNode, anIngress, aPod, aService, aSlice, viewOf } from '../testing/manifests.ts';
import { compatibilities } from './service/options.ts';
import type { SourceResult } from './source.ts';
import { type SourceName, sources } from './sources.ts';
import { noTargets, parseTargets } from './targets.ts';

const names = Object.keys(sources).filter((name): name is SourceName => Object.hasOwn(sources, name));

test.each(names)('the source %s has the name under which it is listed', (name) => {
  const source = sources[name]();
  expect(source.name).toBe(name);
  expect(kinds).toContain(source.kind);
  for (const kind of source.refersTo) expect(kinds).toContain(kind);
});

/** Text from all that is right, nearly right, and wrong in objects. */
const text = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'a.example.com',
      'B.example.com.',
      '*.example.com',
      'lb.example.net',
      'bücher.example',
    ),
  },
  { weight: 6, arbitrary: fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1', '10.96.0.7', 'None') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '.',
      '..',
      'a..b',
      '🦊.com',
      '::ffff:192.0.2.1',
      'fe80::1%eth0',
      '192.0.2',
      '__proto__',
      'constructor',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
);
const list = fc.array(text, { maxLength: 4 });
const comma = list.map((entries) => entries.join(','));

const annotations = fc
  .record(
    {
      hostname: comma,
      'internal-hostname': comma,
      target: comma,
      ttl: fc.oneof(fc.constantFrom('0', '-1', '10m', 'abc', '60', '1.5s'), text),
      access: fc.oneof(fc.constantFrom('public', 'private'), text),
      'endpoints-type': fc.oneof(fc.constantFrom('NodeExternalIP', 'HostIP'), text),
      'ingress-hostname-source': fc.oneof(fc.constantFrom('annotation-only', 'defined-hosts-only'), text),
      'set-identifier': text,
      'external-dns.alpha.kubernetes.io/hostname': comma,
      'kubernetes.io/ingress.class': text,
      'record-type': fc.oneof(fc.constantFrom('ptr', ''), text),
      'zalando.org/dnsname': text,
      'dns.alpha.kubernetes.io/external': comma,
      'dns.alpha.kubernetes.io/internal': comma,
    },
    { requiredKeys: [] },
  )
  .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)));

const loadBalancer = fc.array(fc.record({ ip: text, hostname: text }, { requiredKeys: [] }), {
  maxLength: 3,
});
const name = fc.constantFrom('n1', 'n2', 'n3');

const ingress = fc
  .record({
    annotations,
    className: text,
    ruleHosts: list,
    tlsHosts: fc.array(list, { maxLength: 2 }),
    loadBalancer,
  })
  .map(anIngress);

const service = fc
  .record({
    annotations,
    type: fc.constantFrom<ServiceType>('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
    clusterIPs: list,
    externalIPs: list,
    externalName: text,
    externalTrafficPolicy: fc.constantFrom('Local', 'Cluster', ''),
    publishNotReadyAddresses: fc.boolean(),
    ports: fc.array(
      fc.record({
        name: text,
        protocol: fc.oneof(fc.constantFrom('TCP', 'UDP', 'SCTP', ''), text),
        port: fc.integer(),
        nodePort: fc.integer({ min: -1, max: 70_000 }),
      }),
      { maxLength: 3 },
    ),
    loadBalancer,
  })
  .map(aService);

const endpoint = fc.record(
  {
    addresses: list,
    hostname: text,
    nodeName: fc.oneof(name, text),
    pod: fc.oneof(name, text),
    ready: fc.boolean(),
    serving: fc.boolean(),
    terminating: fc.boolean(),
  },
  { requiredKeys: [] },
);
const slice = fc
  .tuple(name, fc.array(endpoint, { maxLength: 4 }))
  .map(([of, endpoints]) => aSlice(of, endpoints));
const node = fc
  .tuple(
    name,
    fc.array(fc.tuple(fc.constantFrom('ExternalIP', 'InternalIP', 'Hostname', ''), text), { maxLength: 4 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([of, addresses, ready, unschedulable]) =>
    aNode(
      of,
      addresses.map(([type, address]) => `${type} ${address}`),
      { ready, unschedulable },
    ),
  );

const pod = fc
  .tuple(
    name,
    fc.record(
      {
        hostname: text,
        nodeName: name,
        hostIPs: list,
        annotations: fc.record({ target: comma }),
      },
      { requiredKeys: ['hostIPs'] },
    ),
  )
  .map(([of, fields]) => aPod(of, fields));
const hostAddress = fc
  .tuple(fc.constantFrom('a.example.com', 'lb.example.net'), list)
  .map(([of, addresses]) => aHostAddress(of, addresses));

const referred = fc.oneof(slice, node, pod, hostAddress);
const others = fc.array(referred, { maxLength: 6 });

const serviceOptions = fc.record(
  {
    publishInternal: fc.boolean(),
    publishNotReady: fc.boolean(),
    publishHostIp: fc.boolean(),
    excludeUnschedulable: fc.boolean(),
    excludeNotReadyNodes: fc.boolean(),
    exposeInternalIpv6: fc.boolean(),
    pods: fc.boolean(),
    resolveLoadBalancer: fc.boolean(),
    compatibility: fc.constantFrom(...compatibilities),
    forcedTargets: fc.constantFrom(noTargets, unwrap(parseTargets(['192.0.2.99', 'forced.example']))),
  },
  { requiredKeys: [] },
);

/** One source with one object of its kind. */
type Case = (view: ObjectView) => { readonly object: KubernetesObject; readonly result: SourceResult };

const ofIngress = ingress.map(
  (object): Case =>
    (view) => ({ object, result: sources.ingress().claims(object, view) }),
);
const ofService = fc.tuple(service, serviceOptions).map(
  ([object, options]): Case =>
    (view) => ({ object, result: sources.service(options).claims(object, view) }),
);
const anyCase = fc.oneof(ofIngress, ofService);

describe('for any object, every source', () => {
  test('gives claims that hold, and problems that help, without throwing', () => {
    fc.assert(
      fc.property(anyCase, others, (run, objects) => {
        const { object, result } = run(viewOf(...objects));
        const keys = result.claims.map(({ name, type }) => `${name} ${type}`);
        expect(keys).toEqual([...new Set(keys)].sort());
        for (const { name, type, targets, ttl, origin } of result.claims) {
          expect(type === undefined).toBe(targets.length === 0);
          if (type !== undefined)
            for (const target of targets)
              expect(parseTarget(type, target)).toEqual({ ok: true, value: target });
          expect(targets).toEqual([...new Set(targets)].sort());
          expect(type === 'CNAME' && targets.includes(name)).toBe(false);
          expect(ttl ?? 1).toBeGreaterThan(0);
          expect(origin.object).toEqual(refOf(object));
          expect(origin.rule).not.toBe('');
        }
        for (const { code, message, hint, origin } of result.problems) {
          expect(code).toMatch(/^SKY_[A-Z_]+$/);
          expect(message.length).toBeLessThan(500);
          expect(message).toMatch(/\.$/);
          expect(hint).toMatch(/\.$/);
          expect(origin.object).toEqual(refOf(object));
          expect(origin.rule).not.toBe('');
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('gives the same for the same objects, in whatever order the view has them', () => {
    fc.assert(
      fc.property(anyCase, others, (run, objects) => {
        const view = viewOf(...objects);
        const reversed = viewOf(...[...view.objects.values()].reverse());
        expect(run(reversed).result).toEqual(run(view).result);
      }),
      { numRuns: 1000 },
    );
  });

  test('names among its dependents every object whose claims a change alters', () => {
    fc.assert(
      fc.property(service, serviceOptions, others, referred, (object, options, objects, changed) => {
        const source = sources.service(options);
        const before = viewOf(object, ...objects);
        const after = viewOf(object, ...objects, changed);
        const key = `${changed.kind}/${changed.metadata.namespace}/${changed.metadata.name}`;
        const old = before.objects.get(key);
        if (sameResult(source.claims(object, before), source.claims(object, after))) return;
        const versions = old === undefined ? [changed] : [old, changed];
        expect(versions.flatMap((version) => [...source.dependents(version, after)])).toContain(object);
      }),
      { numRuns: 3000 },
    );
  });
});

function sameResult(a: SourceResult, b: SourceResult): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
