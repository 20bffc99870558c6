import type { Service } from '../../object/object.ts';
import type { Problem } from '../../problem.ts';
import type { Collector } from '../collector.ts';
import { groupTargets, readAddress, readAll, type Targets } from '../targets.ts';
import { type ServiceRequest, specAddresses } from './request.ts';

/** All cluster IPs, of both families (ExternalDNS: only the first). */
export function clusterTargets(service: Service, collect: Collector): Targets {
  return groupTargets(readAll(specAddresses('clusterIPs', service.clusterIPs), readAddress, collect.report));
}

/** Cluster IPs for `internal-hostname`, and for `hostname` where internal Services are published. */
export function publishClusterIp({ service, names, settings, collect }: ServiceRequest): void {
  const published = names.filter((wanted) => wanted.internal || settings.publishInternal);
  if (published.length > 0) {
    const targets = clusterTargets(service, collect);
    for (const wanted of published) collect.want(wanted, targets);
  }
  for (const wanted of names) {
    if (!wanted.internal && !settings.publishInternal) collect.report(wanted.rule, INTERNAL, wanted.name);
  }
}

const INTERNAL: Problem = {
  code: 'SKY_SERVICE_INTERNAL',
  message: 'A ClusterIP Service is not published by its hostname annotation.',
  hint: 'Use the annotation internal-hostname, another Service type, or the option publishInternal.',
};
