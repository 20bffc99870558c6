/** The kinds that sources read. A new source that needs another adds it here. */
export const kinds = ['Ingress', 'Service', 'EndpointSlice', 'Node', 'Pod', 'HostAddress'] as const;
export type Kind = (typeof kinds)[number];

export function isKind(text: string | undefined): text is Kind {
  return kinds.some((kind) => kind === text);
}

/** Names one object; everything by which claims are ordered and reported. */
export interface ObjectRef {
  readonly kind: Kind;
  /** Empty for cluster objects. */
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
  /** Milliseconds since the epoch; undefined for objects from files. */
  readonly createdAt?: number;
}

/** What every kind keeps of `metadata`. */
export interface Metadata {
  readonly namespace: string;
  readonly name: string;
  readonly uid?: string;
  readonly createdAt?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Fields of an object that only templates need, as they are in JSON. Absent where no template needs any. */
export type RawFields = Readonly<Record<string, unknown>>;

export interface LoadBalancerIngress {
  readonly ip?: string;
  readonly hostname?: string;
}

export interface Ingress {
  readonly kind: 'Ingress';
  readonly metadata: Metadata;
  readonly fields?: RawFields;
  readonly className?: string;
  /** `spec.rules[].host`, an empty string where a rule has none, so that indexes are those of the object. */
  readonly ruleHosts: readonly string[];
  /** `spec.tls[].hosts`. */
  readonly tlsHosts: readonly (readonly string[])[];
  readonly loadBalancer: readonly LoadBalancerIngress[];
}

export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';

export interface ServicePort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly nodePort?: number;
}

export interface Service {
  readonly kind: 'Service';
  readonly metadata: Metadata;
  readonly fields?: RawFields;
  readonly type: ServiceType;
  /** All of `spec.clusterIPs`; `['None']` for a headless Service. */
  readonly clusterIPs: readonly string[];
  readonly externalIPs: readonly string[];
  readonly externalName?: string;
  readonly externalTrafficPolicy?: string;
  readonly publishNotReadyAddresses: boolean;
  readonly ports: readonly ServicePort[];
  readonly loadBalancer: readonly LoadBalancerIngress[];
}

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly hostname?: string;
  readonly nodeName?: string;
  /** The Pod that it is, by its name in the namespace of the slice; undefined where it is none. */
  readonly pod?: string;
  /** Nil conditions count as the API says: ready and serving true, terminating false. */
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

export interface EndpointSlice {
  readonly kind: 'EndpointSlice';
  readonly metadata: Metadata;
  readonly addressType: string;
  /** Label `kubernetes.io/service-name`; empty when absent. */
  readonly serviceName: string;
  readonly endpoints: readonly Endpoint[];
}

export interface NodeAddress {
  readonly type: string;
  readonly address: string;
}

export interface Node {
  readonly kind: 'Node';
  readonly metadata: Metadata;
  readonly addresses: readonly NodeAddress[];
  readonly unschedulable: boolean;
  readonly ready: boolean;
}

/** What EndpointSlices do not tell of a Pod. Its labels are not kept, and of its annotations only `…/target`. */
export interface Pod {
  readonly kind: 'Pod';
  readonly metadata: Metadata;
  /** `spec.hostname`. */
  readonly hostname?: string;
  readonly nodeName?: string;
  /** `status.hostIPs`, of both families. */
  readonly hostIPs: readonly string[];
}

/**
 * What a host name resolves to, as whoever resolves it has found out. No Kubernetes API has this kind; it
 * comes from this program itself, or from manifests. `metadata.name` is the name in canonical form.
 */
export interface HostAddress {
  readonly kind: 'HostAddress';
  readonly metadata: Metadata;
  /** Empty when it cannot be resolved just now, which takes no record away. */
  readonly addresses: readonly string[];
}

export interface ObjectOfKind {
  readonly Ingress: Ingress;
  readonly Service: Service;
  readonly EndpointSlice: EndpointSlice;
  readonly Node: Node;
  readonly Pod: Pod;
  readonly HostAddress: HostAddress;
}

/** An object as sources see it: projected to the fields they use, so that other changes are no changes. */
export type KubernetesObject = ObjectOfKind[Kind];

export function refOf(object: KubernetesObject): ObjectRef {
  const { namespace, name, uid, createdAt } = object.metadata;
  return {
    kind: object.kind,
    namespace,
    name,
    ...(uid === undefined ? {} : { uid }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

/** Read access to the objects known now; what sources resolve references with. */
export interface ObjectView {
  get<K extends Kind>(kind: K, namespace: string, name: string): ObjectOfKind[K] | undefined;
  /** All of one kind. Order is not defined: sources sort what they publish. */
  all<K extends Kind>(kind: K): Iterable<ObjectOfKind[K]>;
  /** The slices of one Service, by label `kubernetes.io/service-name`. */
  slicesOf(namespace: string, service: string): Iterable<EndpointSlice>;
  /** The slices with an endpoint that is this Pod. */
  slicesOfPod(namespace: string, pod: string): Iterable<EndpointSlice>;
}
