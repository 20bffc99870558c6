import { parseName } from '../../name/name.ts';
import { isWildcard } from '../../name/tree.ts';
import type { Node } from '../../object/object.ts';
import { parseTarget } from '../../record/target.ts';
import type { Wanted } from '../collector.ts';
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
  const { names, collect } = request;
  const targets = nodeTargets(request);
  for (const wanted of names) {
    collect.want(wanted, targets);
    if (!isWildcard(wanted.name)) publishPorts(request, wanted);
  }
}

/** Priority and weight are ExternalDNS's. A port without node port cannot be reached from outside. */
function publishPorts({ service, collect }: ServiceRequest, wanted: Wanted): void {
  for (const [index, { protocol, nodePort = 0 }] of service.ports.entries()) {
    if (nodePort < 1) continue;
    const label = protocol === '' ? 'tcp' : protocol.toLowerCase();
    const name = parseName(`_${service.metadata.name}._${label}.${wanted.name}`);
    const target = parseTarget('SRV', `0 50 ${nodePort} ${wanted.name}`);
    const rule = `${wanted.rule}, spec.ports[${index}]`;
    if (!name.ok) collect.report(rule, name.problem);
    else if (!target.ok) collect.report(rule, target.problem, name.value);
    else collect.want({ name: name.value, rule }, new Map([['SRV', [target.value]]]));
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
