import type {
  Endpoint,
  EndpointSlice,
  HostAddress,
  Ingress,
  KubernetesObject,
  Metadata,
  Node,
  Pod,
  Service,
} from '../object/object.ts';
import type { SourceResult } from '../source/source.ts';
import { MapView } from './objects.ts';

/** Annotations; a key without `/` gets ExternalDNS's present prefix. */
type Annotated<T> = Partial<Omit<T, 'kind' | 'metadata'>> & {
  readonly annotations?: Readonly<Record<string, string>>;
};

function metadata(key: string, annotations: Readonly<Record<string, string>> = {}): Metadata {
  const [namespace = '', name = ''] = key.split('/');
  const full = Object.entries(annotations).map(([annotation, value]) => [
    annotation.includes('/') ? annotation : `external-dns.kubernetes.io/${annotation}`,
    value,
  ]);
  return { namespace, name, labels: {}, annotations: Object.fromEntries(full) };
}

/** The Ingress `shop/front`. */
export function anIngress({ annotations, ...fields }: Annotated<Ingress>): Ingress {
  return {
    kind: 'Ingress',
    metadata: metadata('shop/front', annotations),
    ruleHosts: [],
    tlsHosts: [],
    loadBalancer: [],
    ...fields,
  };
}

/** The Service `shop/web`. */
export function aService({ annotations, ...fields }: Annotated<Service>): Service {
  return {
    kind: 'Service',
    metadata: metadata('shop/web', annotations),
    type: 'ClusterIP',
    clusterIPs: [],
    externalIPs: [],
    publishNotReadyAddresses: false,
    ports: [],
    loadBalancer: [],
    ...fields,
  };
}

/** A slice of the Service `shop/web` whose endpoints are ready unless they say otherwise. */
export function aSlice(
  name: string,
  endpoints: readonly Partial<Endpoint>[],
  serviceName = 'web',
): EndpointSlice {
  return {
    kind: 'EndpointSlice',
    metadata: metadata(`shop/${name}`),
    addressType: 'IPv4',
    serviceName,
    endpoints: endpoints.map((endpoint) => {
      const ready = endpoint.ready ?? true;
      return { addresses: [], ready, serving: ready, terminating: false, ...endpoint };
    }),
  };
}

/** A node that is ready and schedulable, with its addresses written `ExternalIP 192.0.2.1`. */
export function aNode(name: string, addresses: readonly string[], fields: Partial<Node> = {}): Node {
  return {
    kind: 'Node',
    metadata: metadata(`/${name}`),
    addresses: addresses.map((text) => {
      const [type = '', address = ''] = text.split(' ');
      return { type, address };
    }),
    unschedulable: false,
    ready: true,
    ...fields,
  };
}

/** The Pod `shop/<name>`. */
export function aPod(name: string, { annotations, ...fields }: Annotated<Pod> = {}): Pod {
  return { kind: 'Pod', metadata: metadata(`shop/${name}`, annotations), hostIPs: [], ...fields };
}

export function aHostAddress(host: string, addresses: readonly string[]): HostAddress {
  return { kind: 'HostAddress', metadata: metadata(`/${host}`), addresses };
}

export function viewOf(...objects: readonly KubernetesObject[]): MapView {
  const view = new MapView();
  for (const object of objects) {
    view.objects.set(`${object.kind}/${object.metadata.namespace}/${object.metadata.name}`, object);
  }
  return view;
}

/**
 * What a source made of an object, in its order: RR text for claims (TTL `-` for none), `name pending`, and
 * `! code at rule` for problems.
 */
export function resultText({ claims, problems }: SourceResult): string[] {
  return [
    ...claims.flatMap(({ name, type, ttl, targets }) =>
      type === undefined
        ? [`${name} pending`]
        : targets.map((target) => `${name} ${ttl ?? '-'} ${type} ${target}`),
    ),
    ...problems.map(({ code, origin }) => `! ${code} at ${origin.rule}`),
  ];
}
