import { loadBalancerTargets } from '../load-balancer.ts';
import { groupTargets, readAddress, readAll } from '../targets.ts';
import { clusterTargets } from './cluster-ip.ts';
import { type ServiceRequest, specAddresses } from './request.ts';
import { type Resolved, resolvedTargets } from './resolved.ts';

/** `spec.externalIPs`, else the status; cluster IPs for `internal-hostname`. */
export function publishLoadBalancer(request: ServiceRequest): void {
  const { service, names, collect } = request;
  const internal = names.filter((wanted) => wanted.internal);
  const external = names.filter((wanted) => !wanted.internal);
  if (internal.length > 0) {
    const targets = clusterTargets(service, collect);
    for (const wanted of internal) collect.want(wanted, targets);
  }
  if (external.length > 0) {
    const { targets, lacking } = externalTargets(request);
    for (const wanted of external) collect.want(wanted, targets, lacking);
  }
}

function externalTargets({ service, settings, view, collect }: ServiceRequest): Resolved {
  const given = specAddresses('externalIPs', service.externalIPs);
  if (given.length > 0) {
    return { targets: groupTargets(readAll(given, readAddress, collect.report)), lacking: false };
  }
  if (settings.resolveLoadBalancer) return resolvedTargets(service, view, collect);
  return { targets: loadBalancerTargets(service.loadBalancer, collect.report), lacking: false };
}
