/** An object as the API server takes it; `status` goes to its own subresource. */
export interface Manifest {
  readonly kind: keyof typeof paths;
  readonly metadata: {
    /** Empty for Nodes. */
    readonly namespace: string;
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [section: string]: unknown;
}

const paths = {
  Ingress: { group: 'apis/networking.k8s.io/v1', plural: 'ingresses' },
  Service: { group: 'api/v1', plural: 'services' },
  EndpointSlice: { group: 'apis/discovery.k8s.io/v1', plural: 'endpointslices' },
  Pod: { group: 'api/v1', plural: 'pods' },
  Node: { group: 'api/v1', plural: 'nodes' },
} as const;

/** Where objects of a manifest's kind and namespace are in the API. */
export function collectionOf({ kind, metadata: { namespace } }: Manifest): string {
  const { group, plural } = paths[kind];
  return namespace === '' ? `/${group}/${plural}` : `/${group}/namespaces/${namespace}/${plural}`;
}

/** `Ingress shop/i7`. */
export function titleOf({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}
