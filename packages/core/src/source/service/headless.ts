import { parseName } from '../../name/name.ts';
import { isWildcard } from '../../name/tree.ts';
import type { Pod } from '../../object/object.ts';
import { groupTargets, type TypedTarget } from '../targets.ts';
import { type EndpointOfPod, endpointsTypes, endpointTargets } from './endpoint-targets.ts';
import { endpointsOf, type PlacedEndpoint, reachable } from './endpoints.ts';
import type { ServiceRequest } from './request.ts';

interface Resolved {
  readonly placed: EndpointOfPod;
  readonly targets: readonly TypedTarget[];
}

/**
 * The endpoints of a headless Service: all of them at the name, and those that have a host name at
 * `<host name>.<name>` too. Slices carry what is needed: an endpoint has a host name when its Pod has one and
 * names this Service as its subdomain, as in a StatefulSet. Where Pods are read (`pods`) their host names
 * count whatever the subdomain, as in ExternalDNS. Endpoints need not be Pods (for ExternalDNS they must).
 */
export function publishHeadless(request: ServiceRequest): void {
  const { service, view, settings, annotations, collect } = request;
  const type =
    annotations.oneOf('endpoints-type', endpointsTypes) ?? (settings.publishHostIp ? 'HostIP' : undefined);
  const targetsOf = endpointTargets(type, { ...settings, view, report: collect.report });
  const all = endpointsOf(service, view);
  const published = settings.publishNotReady || service.publishNotReadyAddresses ? all : reachable(all);
  const resolved = published.map((endpoint): Resolved => {
    const placed = { ...endpoint, pod: podOf(endpoint, request) };
    return { placed, targets: targetsOf(placed) };
  });
  const together = groupTargets(resolved.flatMap(({ targets }) => targets));
  for (const wanted of request.names) collect.want(wanted, together);
  for (const [hostname, endpoints] of byHostname(resolved)) publishHost(request, hostname, endpoints);
}

function podOf({ endpoint, namespace }: PlacedEndpoint, { settings, view }: ServiceRequest): Pod | undefined {
  return settings.pods && endpoint.pod !== undefined ? view.get('Pod', namespace, endpoint.pod) : undefined;
}

function byHostname(endpoints: readonly Resolved[]): Map<string, Resolved[]> {
  const groups = new Map<string, Resolved[]>();
  for (const resolved of endpoints) {
    const { endpoint, pod } = resolved.placed;
    const hostname = pod?.hostname ?? endpoint.hostname ?? '';
    if (hostname === '') continue;
    const group = groups.get(hostname);
    if (group === undefined) groups.set(hostname, [resolved]);
    else group.push(resolved);
  }
  return groups;
}

/** A wildcard has no names below it that anybody could ask for. */
function publishHost(
  { names, collect }: ServiceRequest,
  hostname: string,
  endpoints: readonly Resolved[],
): void {
  const targets = groupTargets(endpoints.flatMap((resolved) => resolved.targets));
  for (const wanted of names) {
    if (isWildcard(wanted.name)) continue;
    const name = parseName(`${hostname}.${wanted.name}`);
    if (name.ok) collect.want({ name: name.value, rule: `${wanted.rule}, endpoint ${hostname}` }, targets);
    else collect.report(`${endpoints[0]?.placed.rule}.hostname`, name.problem);
  }
}
