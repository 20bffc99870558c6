import fc from 'fast-check';
import {
  type Annotations,
  compatibleAnnotations,
  ingressAnnotations,
  localAnnotations,
  oldAnnotations,
  plainAnnotations,
  serviceAnnotations,
} from './annotations.ts';
import { anIngress } from './build.ts';
import type { Manifest } from './manifest.ts';
import { contested, entangled, host, ofOldPrefix } from './names.ts';
import { externalIPs, loadBalancer } from './targets.ts';

/** What tells objects of a kind from each other: their names follow from their place among all. */
export type Named<T extends Manifest> = (index: number) => T[];

const namespace = fc.constantFrom('shop', 'shop', 'bank');
const labels = fc.constantFrom<Record<string, string>>(
  {},
  { tier: 'web', dns: 'route53' },
  { tier: 'db', hidden: 'yes' },
);
const ports = fc.constantFrom(
  [{ port: 80 }],
  [
    { name: 'http', port: 80 },
    { name: 'dns', port: 53, protocol: 'UDP' },
  ],
);
const backend = { service: { name: 'web', port: { number: 80 } } };
const http = { paths: [{ path: '/', pathType: 'Prefix', backend }] };

const classes: fc.Arbitrary<{ className?: string; legacy?: string }> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.constant({ className: 'nginx' }) },
  { weight: 1, arbitrary: fc.constant({ className: 'traefik' }) },
  { weight: 1, arbitrary: fc.constant({ legacy: 'nginx' }) },
);

const ingressOf = (hosts: fc.Arbitrary<string>, annotations: fc.Arbitrary<Annotations>) =>
  fc
    .record({
      namespace,
      labels,
      annotations,
      classes,
      rules: fc.array(fc.option(hosts, { freq: 12, nil: undefined }), { maxLength: 2 }),
      tls: fc.array(hosts, { maxLength: 1 }),
      loadBalancer,
    })
    .map(
      ({ rules, tls, classes: { className, legacy }, loadBalancer: given, ...metadata }): Named<Manifest> =>
        (index) => [
          {
            kind: 'Ingress',
            metadata: {
              ...metadata,
              name: `i${index}`,
              annotations: {
                ...metadata.annotations,
                ...(legacy === undefined ? {} : { 'kubernetes.io/ingress.class': legacy }),
              },
            },
            spec: {
              defaultBackend: backend,
              rules: rules.map((name) => (name === undefined ? { http } : { host: name, http })),
              tls: tls.map((name) => ({ hosts: [name] })),
              ...(className === undefined ? {} : { ingressClassName: className }),
            },
            status: { loadBalancer: given },
          },
        ],
    );

export const ingress = ingressOf(host, ingressAnnotations);
const noAnnotations = fc.constant({});
export const plainIngress = ingressOf(contested, noAnnotations);
/** Whose addresses are each other's names, that of a zone, and those at which ExternalDNS keeps texts. */
export const entangledIngress = fc
  .record({
    name: fc.constantFrom(...entangled),
    to: fc.constantFrom(...entangled, 'lb.cloud.test', '192.0.2.1'),
  })
  .map(
    ({ name, to }): Named<Manifest> =>
      (index) => [anIngress(`i${index}`, { hosts: [name], targets: [to] })],
  );
const oldIngress = ingressOf(ofOldPrefix, oldAnnotations);

const families = fc.constantFrom({}, {}, { ipFamilyPolicy: 'PreferDualStack' }, { ipFamilies: ['IPv6'] });

interface ServiceSpec {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** `spec` of every type but headless. */
const spec: fc.Arbitrary<ServiceSpec> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(ports, families, externalIPs)
      .map(([own, family, ips]) => ({ type: 'LoadBalancer', ports: own, externalIPs: ips, ...family })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(ports, families, externalIPs)
      .map(([own, family, ips]) => ({ type: 'ClusterIP', ports: own, externalIPs: ips, ...family })),
  },
  {
    weight: 2,
    arbitrary: ports.map((own) => ({ type: 'NodePort', ports: own })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('ext.cloud.test', 'ext.cloud.test.', '192.0.2.50', 'www.cloud.test'),
        externalIPs,
      )
      .map(([externalName, ips]) => ({ type: 'ExternalName', externalName, externalIPs: ips })),
  },
);

const localSpec = fc.tuple(ports, fc.constantFrom('app0', 'app1', 'app2', 'none')).map(([own, app]) => ({
  type: 'NodePort',
  ports: own,
  selector: { app },
  externalTrafficPolicy: 'Local',
}));

const serviceOf = (annotations: fc.Arbitrary<Annotations>, specs: fc.Arbitrary<ServiceSpec>) =>
  fc.record({ namespace, labels, annotations, spec: specs, loadBalancer }).map(
    ({ spec: given, loadBalancer: balanced, ...metadata }): Named<Manifest> =>
      (index) => {
        const status = given.type === 'LoadBalancer' ? { status: { loadBalancer: balanced } } : {};
        return [{ kind: 'Service', metadata: { ...metadata, name: `s${index}` }, spec: given, ...status }];
      },
  );

export const service = serviceOf(serviceAnnotations, spec);
const plainSpec = fc.oneof(
  fc.constant({ type: 'LoadBalancer', ports: [{ port: 80 }] }),
  fc.constant({ type: 'NodePort', ports: [{ port: 80 }] }),
  fc.constant({ type: 'ExternalName', externalName: 'ext.cloud.test' }),
);
export const plainService = serviceOf(plainAnnotations, plainSpec);
export const compatibleService = serviceOf(compatibleAnnotations, spec);
export const localService = serviceOf(localAnnotations, localSpec);
const oldService = serviceOf(oldAnnotations, spec);

/** Objects of users who have not moved to the prefix of ExternalDNS 0.22, or are just doing so. */
export const old = fc.oneof(oldIngress, oldService);
