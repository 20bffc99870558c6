import type { Kind, ServiceType } from '../../object/object.ts';
import type { ServiceOptions } from './options.ts';

/** What Services of the types in question may find their targets in: nothing else need be watched. */
export function referredKinds(settings: Required<ServiceOptions>): readonly Kind[] {
  const { types, pods, resolveLoadBalancer } = settings;
  const reads = (...wanted: readonly ServiceType[]): boolean =>
    types.length === 0 || wanted.some((type) => types.includes(type));
  const kinds: Kind[] = [];
  if (reads('ClusterIP', 'NodePort')) kinds.push('EndpointSlice', 'Node');
  if (pods && reads('ClusterIP')) kinds.push('Pod');
  if (resolveLoadBalancer && reads('LoadBalancer')) kinds.push('HostAddress');
  return kinds;
}
