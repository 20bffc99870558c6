import { PREFIX } from './annotations.ts';
import type { Manifest } from './manifest.ts';

interface Common {
  /** A key without `/` gets ExternalDNS's present prefix. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Ingress `shop/<name>` with rules for these hosts and a load balancer with these addresses or host names. */
export function anIngress(
  name: string,
  {
    hosts = [],
    targets = [],
    ...common
  }: Common & { hosts?: readonly string[]; targets?: readonly string[] },
): Manifest {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const http = { paths: [{ path: '/', pathType: 'Prefix', backend }] };
  return {
    kind: 'Ingress',
    metadata: metadataOf(name, common),
    spec: { defaultBackend: backend, rules: hosts.map((host) => ({ host, http })) },
    status: statusOf(targets),
  };
}

/** Service `shop/<name>` with this `spec`. */
export function aService(
  name: string,
  { spec, targets, ...common }: Common & { spec: object; targets?: readonly string[] },
): Manifest {
  return {
    kind: 'Service',
    metadata: metadataOf(name, common),
    spec: { ports: [{ port: 80 }], ...spec },
    ...(targets === undefined ? {} : { status: statusOf(targets) }),
  };
}

/** A Node with an external address. */
export function aNode(name: string, address: string): Manifest {
  return {
    kind: 'Node',
    metadata: { namespace: '', name },
    status: { addresses: [{ type: 'ExternalIP', address }] },
  };
}

/** Pod `shop/<name>`, running on a node, with a label `app` of its name without number. */
export function aPod(
  name: string,
  { node, ready, hostIPs = [] }: { node: string; ready: boolean; hostIPs?: readonly string[] },
): Manifest {
  const labels = { app: name.replace(/-\d+$/, '') };
  return {
    kind: 'Pod',
    metadata: metadataOf(name, { labels }),
    spec: { nodeName: node, containers: [{ name: 'main', image: 'example.test/main' }] },
    status: {
      phase: 'Running',
      ...(hostIPs.length === 0 ? {} : { hostIP: hostIPs[0], hostIPs: hostIPs.map((ip) => ({ ip })) }),
      podIP: '10.1.0.1',
      podIPs: [{ ip: '10.1.0.1' }],
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

/** The EndpointSlice of a Service, with ready endpoints at these addresses, which are a Pod's if one is named. */
export function aSlice(service: string, addresses: readonly string[], pod?: string): Manifest {
  const targetRef = pod === undefined ? {} : { targetRef: { kind: 'Pod', namespace: 'shop', name: pod } };
  return {
    kind: 'EndpointSlice',
    metadata: metadataOf(service, { labels: { 'kubernetes.io/service-name': service } }),
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address], ...targetRef })),
    ports: [{ name: '', port: 80 }],
  };
}

function metadataOf(name: string, { annotations = {}, labels = {} }: Common): Manifest['metadata'] {
  const full = Object.entries(annotations).map(([key, value]) => [
    key.includes('/') ? key : `${PREFIX}${key}`,
    value,
  ]);
  return { namespace: 'shop', name, labels, annotations: Object.fromEntries(full) };
}

function statusOf(targets: readonly string[]): object {
  const entry = (target: string) => (/^[\d.]+$|:/.test(target) ? { ip: target } : { hostname: target });
  return { loadBalancer: { ingress: targets.map(entry) } };
}
