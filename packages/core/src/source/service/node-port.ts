import { type Name, parseName } from '../../name/name.ts';
import { isWildcard } from '../../name/tree.ts';
import type { Node, ServicePort } from '../../object/object.ts';
import { groupTargets, type Targets } from '../targets.ts';
import { endpointsOf, reachable } from './endpoints.ts';
import { nodeAddresses, publicAddresses } from './node-addresses.ts';
import type { ServiceRequest } from './request.ts';

const ACCESS = ['public', 'private'] as const;

/**
 * The addresses of nodes, and SRV records that tell the ports: `_<Service>._<protocol>.<name>`.
 *
 * With `externalTrafficPolicy: Local` only nodes that have a reachable endpoint. ExternalDNS goes on to nodes
 * whose Pods run without being ready; kube-proxy drops what arrives there.
 */
export function publishNodePort(request: ServiceRequest): void {
  const { service, names, collect } = request;
  const targets = nodeTargets(request);
  for (const wanted of names) {
    collect.want(wanted, targets);
    if (isWildcard(wanted.name)) continue;
    for (const [protocol, ports] of portsByProtocol(service.ports)) {
      const name = parseName(`_${service.metadata.name}._${protocol}.${wanted.name}`);
      const rule = `${wanted.rule}, ${protocol} ports`;
      if (name.ok) collect.want({ name: name.value, rule }, srvTargets(ports, wanted.name));
      else collect.report(rule, name.problem, wanted.name);
    }
  }
}

/** For whom is said by the annotation `access`; where it is not, for the world if any node has an ExternalIP. */
function nodeTargets(request: ServiceRequest): Targets {
  const { annotations, settings, collect } = request;
  const access = annotations.oneOf('access', ACCESS);
  const addresses = nodeAddresses(eligibleNodes(request), collect.report);
  const isPublic = access === undefined ? addresses.external.length > 0 : access === 'public';
  return groupTargets(
    isPublic ? publicAddresses(addresses, settings.exposeInternalIpv6) : addresses.internal,
  );
}

function eligibleNodes({ service, view, settings }: ServiceRequest): Node[] {
  const local = service.externalTrafficPolicy === 'Local';
  const serving = new Set(
    local ? reachable(endpointsOf(service, view)).map((at) => at.endpoint.nodeName) : [],
  );
  return [...view.all('Node')]
    .filter(
      (node) =>
        !(settings.excludeUnschedulable && node.unschedulable) &&
        !(settings.excludeNotReadyNodes && !node.ready) &&
        (!local || serving.has(node.metadata.name)),
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

function portsByProtocol(ports: readonly ServicePort[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const { protocol, nodePort } of ports) {
    if (nodePort === undefined || nodePort < 1) continue;
    const key = protocol === '' ? 'tcp' : protocol.toLowerCase();
    groups.set(key, [...(groups.get(key) ?? []), nodePort]);
  }
  return groups;
}

/** Priority and weight are ExternalDNS's. */
function srvTargets(ports: readonly number[], host: Name): Targets {
  return groupTargets(ports.map((port) => ({ type: 'SRV', value: `0 50 ${port} ${host}` })));
}
