import { loadBalancerTargets } from '../load-balancer.ts';
import { groupTargets, readAddress, readAll } from '../targets.ts';
import { clusterTargets } from './cluster-ip.ts';
import { type ServiceRequest, specAddresses } from './request.ts';

/** `spec.externalIPs`, else the status; cluster IPs for `internal-hostname`. */
export function publishLoadBalancer({ service, names, collect }: ServiceRequest): void {
  const internal = names.filter((wanted) => wanted.internal);
  const external = names.filter((wanted) => !wanted.internal);
  if (internal.length > 0) {
    const targets = clusterTargets(service, collect);
    for (const wanted of internal) collect.want(wanted, targets);
  }
  if (external.length > 0) {
    const given = specAddresses('externalIPs', service.externalIPs);
    const targets =
      given.length > 0
        ? groupTargets(readAll(given, readAddress, collect.report))
        : loadBalancerTargets(service.loadBalancer, collect.report);
    for (const wanted of external) collect.want(wanted, targets);
  }
}
