import type { Claim } from '../claim/claim.ts';
import {
  type EndpointSlice,
  type Ingress,
  type Kind,
  type KubernetesObject,
  type ObjectOfKind,
  type ObjectView,
  refOf,
} from '../object/object.ts';
import type { RecordType } from '../record/record-set.ts';
import type { Source } from '../source/source.ts';
import { name } from './records.ts';

/** An Ingress with hosts and addresses. `key`: namespace/name. */
export function ingress(
  key: string,
  hosts: readonly string[],
  addresses: readonly string[],
  createdAt?: number,
): Ingress {
  const [namespace = '', objectName = ''] = key.split('/');
  return {
    kind: 'Ingress',
    metadata: {
      namespace,
      name: objectName,
      labels: {},
      annotations: {},
      ...(createdAt === undefined ? {} : { createdAt }),
    },
    ruleHosts: hosts,
    tlsHosts: [],
    loadBalancer: addresses.map((address) =>
      /^[0-9.]+$|:/.test(address) ? { ip: address } : { hostname: address },
    ),
  };
}

/** The simplest source there can be: one claim for each host and type, pending without addresses. */
export const plainIngressSource: Source<'Ingress'> = {
  name: 'ingress',
  kind: 'Ingress',
  refersTo: [],
  claims: (object) => ({
    claims: object.ruleHosts.flatMap((host, index) => claimsOf(object, host, index)),
    problems: [],
  }),
  dependents: () => [],
};

function claimsOf(object: Ingress, host: string, index: number): Claim[] {
  const origin = { object: refOf(object), rule: `spec.rules[${index}].host` };
  const byType = new Map<RecordType, string[]>();
  for (const { ip, hostname } of object.loadBalancer) {
    const type = hostname !== undefined ? 'CNAME' : ip?.includes(':') ? 'AAAA' : 'A';
    byType.set(type, [...(byType.get(type) ?? []), hostname ?? ip ?? '']);
  }
  if (byType.size === 0) return [{ name: name(host), type: undefined, targets: [], ttl: undefined, origin }];
  return [...byType].map(([type, targets]) => ({
    name: name(host),
    type,
    targets: targets.sort(),
    ttl: undefined,
    origin,
  }));
}

/** A view of objects in a map by `Kind/namespace/name`. */
export class MapView implements ObjectView {
  readonly objects = new Map<string, KubernetesObject>();

  get<K extends Kind>(kind: K, namespace: string, objectName: string): ObjectOfKind[K] | undefined {
    const object = this.objects.get(`${kind}/${namespace}/${objectName}`);
    return object !== undefined && isOf(object, kind) ? object : undefined;
  }

  *all<K extends Kind>(kind: K): Iterable<ObjectOfKind[K]> {
    for (const object of this.objects.values()) if (isOf(object, kind)) yield object;
  }

  *slicesOf(namespace: string, service: string): Iterable<EndpointSlice> {
    for (const slice of this.all('EndpointSlice')) {
      if (slice.metadata.namespace === namespace && slice.serviceName === service) yield slice;
    }
  }

  *slicesOfPod(namespace: string, pod: string): Iterable<EndpointSlice> {
    for (const slice of this.all('EndpointSlice')) {
      if (slice.metadata.namespace !== namespace) continue;
      if (slice.endpoints.some((endpoint) => endpoint.pod === pod)) yield slice;
    }
  }
}

function isOf<K extends Kind>(object: KubernetesObject, kind: K): object is ObjectOfKind[K] {
  return object.kind === kind;
}
