import { parseName } from '../../name/name.ts';
import { isWildcard } from '../../name/tree.ts';
import { groupTargets, type TypedTarget } from '../targets.ts';
import { type EndpointsType, endpointTargets } from './endpoint-targets.ts';
import { endpointsOf, reachable } from './endpoints.ts';
import type { ServiceRequest } from './request.ts';

const ENDPOINTS_TYPES = ['NodeExternalIP', 'HostIP'] as const;

/** The endpoints that have one host name. */
interface Host {
  /** Where the host name is first given. */
  readonly rule: string;
  readonly targets: TypedTarget[];
}

/**
 * The endpoints of a headless Service: all of them at the name, and those that have a host name at
 * `<host name>.<name>` too. Pods are not read, for slices carry what is needed: an endpoint has a host name
 * when its Pod has one and names this Service as its subdomain, as in a StatefulSet (ExternalDNS does not
 * look at the subdomain), and endpoints need not be Pods (for ExternalDNS they must).
 */
export function publishHeadless(request: ServiceRequest): void {
  const { service, view, settings, annotations, collect } = request;
  const type: EndpointsType =
    annotations.oneOf('endpoints-type', ENDPOINTS_TYPES) ?? (settings.publishHostIp ? 'HostIP' : undefined);
  const targetsOf = endpointTargets(type, { ...settings, view, report: collect.report });
  const all = endpointsOf(service, view);
  const together: TypedTarget[] = [];
  const hosts = new Map<string, Host>();
  for (const placed of settings.publishNotReady || service.publishNotReadyAddresses ? all : reachable(all)) {
    const targets = targetsOf(placed);
    together.push(...targets);
    const { hostname = '' } = placed.endpoint;
    const host = hosts.get(hostname) ?? { rule: `${placed.rule}.hostname`, targets: [] };
    host.targets.push(...targets);
    if (hostname !== '') hosts.set(hostname, host);
  }
  const targets = groupTargets(together);
  for (const wanted of request.names) collect.want(wanted, targets);
  for (const [hostname, host] of hosts) publishHost(request, hostname, host);
}

/** A wildcard has no names below that anybody could ask for. An endpoint without address has no record. */
function publishHost({ names, collect }: ServiceRequest, hostname: string, host: Host): void {
  const targets = groupTargets(host.targets);
  if (targets.size === 0) return;
  for (const wanted of names) {
    if (isWildcard(wanted.name)) continue;
    const name = parseName(`${hostname}.${wanted.name}`);
    if (name.ok) collect.want({ name: name.value, rule: `${wanted.rule}, endpoint ${hostname}` }, targets);
    else collect.report(host.rule, name.problem);
  }
}
