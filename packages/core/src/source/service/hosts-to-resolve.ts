import type { Service } from '../../object/object.ts';
import { firstAnnotation, isForAnother } from '../annotations.ts';
import { type ServiceOptions, serviceDefaults } from './options.ts';
import { loadBalancerHosts } from './resolved.ts';

/**
 * The host names that a service source with these options wants to be resolved for the Services (one of
 * them, or all), in canonical form: each shall become an object of the kind HostAddress. None without the
 * option `resolveLoadBalancer`.
 */
export function hostsToResolve(services: Iterable<Service>, options: ServiceOptions): ReadonlySet<string> {
  const settings = { ...serviceDefaults, ...options };
  const hosts = new Set<string>();
  if (!settings.resolveLoadBalancer) return hosts;
  for (const service of services) {
    if (resolvesHosts(service, settings)) for (const host of loadBalancerHosts(service)) hosts.add(host);
  }
  return hosts;
}

/** Whether the targets of a Service, if it is published, are what the host names of its load balancers resolve to. */
export function resolvesHosts(service: Service, settings: Required<ServiceOptions>): boolean {
  const { types, annotationFilter, annotationPrefixes } = settings;
  return (
    settings.resolveLoadBalancer &&
    service.type === 'LoadBalancer' &&
    service.externalIPs.every((address) => address === '') &&
    (types.length === 0 || types.includes(service.type)) &&
    annotationFilter.matches(service.metadata.annotations) &&
    !isForAnother(service, annotationPrefixes) &&
    firstAnnotation(service, annotationPrefixes, 'target') === undefined
  );
}
