import fc from 'fast-check';
import { serviceAnnotations } from './annotations.ts';
import type { Manifest } from './manifest.ts';
import type { Named } from './objects.ts';
import { usualTarget } from './targets.ts';

const NODES = 6;

export const node = fc
  .record({
    unschedulable: fc.constantFrom(false, false, false, true),
    external: fc.boolean(),
    internal6: fc.boolean(),
  })
  .map(
    ({ unschedulable, external, internal6 }): Named<Manifest> =>
      (index) => [
        {
          kind: 'Node',
          metadata: {
            namespace: '',
            name: `node${index}`,
            labels: index < 4 ? { 'node-role.kubernetes.io/node': '' } : {},
          },
          spec: { unschedulable },
          status: {
            addresses: [
              { type: 'Hostname', address: `node${index}` },
              { type: 'InternalIP', address: `172.16.0.${index}` },
              ...(internal6 ? [{ type: 'InternalIP', address: `fd00::${index}` }] : []),
              ...(external ? [{ type: 'ExternalIP', address: `198.51.100.${index}` }] : []),
            ],
          },
        },
      ],
  );

const pod = fc.record({
  on: fc.nat({ max: NODES - 1 }),
  ready: fc.constantFrom(true, true, true, false),
  phase: fc.constantFrom('Running', 'Running', 'Running', 'Pending', 'Succeeded'),
  hostname: fc.constantFrom('none', 'alone', 'with subdomain'),
  target: fc.oneof({ weight: 11, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: usualTarget }),
});

type PodFields = typeof pod extends fc.Arbitrary<infer T> ? T : never;

/** Pod `<app>-<index>` with what the scheduler and a kubelet would have written about it. */
function podOf(app: string, { on, ready, phase, hostname, target: own }: PodFields, index: number): Manifest {
  const address = `10.${1 + Number(app.replace(/\D/g, ''))}.${app.startsWith('h') ? 0 : 1}.${index + 1}`;
  return {
    kind: 'Pod',
    metadata: {
      namespace: 'shop',
      name: `${app}-${index}`,
      labels: { app },
      annotations: own === undefined ? {} : { 'external-dns.kubernetes.io/target': own },
    },
    spec: {
      containers: [{ name: 'main', image: 'example.test/main' }],
      nodeName: `node${on}`,
      ...(hostname === 'none' ? {} : { hostname: `${app}-${index}` }),
      ...(hostname === 'with subdomain' ? { subdomain: app } : {}),
    },
    status: {
      phase,
      hostIP: `172.16.0.${on}`,
      hostIPs: [{ ip: `172.16.0.${on}` }, ...(on % 2 === 0 ? [] : [{ ip: `fd00::${on}` }])],
      ...(phase === 'Pending' ? {} : { podIP: address, podIPs: [{ ip: address }] }),
      conditions: [{ type: 'Ready', status: ready && phase === 'Running' ? 'True' : 'False' }],
    },
  };
}

/** Pods of `app0`…, which NodePort Services select. */
export const pods = fc.array(pod, { minLength: 2, maxLength: 4 }).map(
  (all): Named<Manifest> =>
    (app) =>
      all.map((fields, index) => podOf(`app${app}`, fields, index)),
);

/** A headless Service with Pods of its own. */
export const headless = fc
  .record({
    annotations: serviceAnnotations,
    all: fc.array(pod, { maxLength: 4 }),
    publishNotReadyAddresses: fc.constantFrom(false, false, true),
  })
  .map(
    ({ annotations, all, publishNotReadyAddresses }): Named<Manifest> =>
      (number) => {
        const app = `h${number}`;
        return [
          ...all.map((fields, index) => podOf(app, fields, index)),
          {
            kind: 'Service',
            metadata: { namespace: 'shop', name: app, annotations },
            spec: { clusterIP: 'None', selector: { app }, ports: [{ port: 80 }], publishNotReadyAddresses },
          },
        ];
      },
  );

/** A headless Service with endpoints that somebody keeps by hand: no selector, no Pods. */
export const withoutPods = fc.array(fc.nat({ max: 200 }), { minLength: 1, maxLength: 3 }).map(
  (hosts): Named<Manifest> =>
    (number) => {
      const name = `m${number}`;
      const hostname = { 'external-dns.kubernetes.io/hostname': `${name}.manual.test` };
      return [
        {
          kind: 'Service',
          metadata: { namespace: 'shop', name, annotations: hostname },
          spec: { clusterIP: 'None', ports: [{ port: 80 }] },
        },
        {
          kind: 'EndpointSlice',
          metadata: { namespace: 'shop', name, labels: { 'kubernetes.io/service-name': name } },
          addressType: 'IPv4',
          endpoints: hosts.map((host) => ({ addresses: [`203.0.113.${host}`] })),
          ports: [{ name: '', port: 80 }],
        },
      ];
    },
);
