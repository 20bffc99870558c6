import type { ObjectView } from '../../object/object.ts';
import type { Problem } from '../../problem.ts';
import { quoted } from '../../quoted.ts';
import type { Report } from '../report.ts';
import { readAddress, readAll, type TypedTarget } from '../targets.ts';
import type { PlacedEndpoint } from './endpoints.ts';
import { nodeAddresses, publicAddresses } from './node-addresses.ts';

/** What can stand for an endpoint in the DNS in place of itself: its node, as seen from outside or inside. */
export const endpointsTypes = ['NodeExternalIP', 'HostIP'] as const;
export type EndpointsType = (typeof endpointsTypes)[number];

interface Lookup {
  readonly view: ObjectView;
  readonly exposeInternalIpv6: boolean;
  readonly report: Report;
}

/** Gives the targets for each endpoint; a node is looked up, and what is wrong with it reported, once. */
export function endpointTargets(
  type: EndpointsType | undefined,
  lookup: Lookup,
): (placed: PlacedEndpoint) => readonly TypedTarget[] {
  if (type === undefined) return (placed) => ownAddresses(placed, lookup.report);
  const known = new Map<string, readonly TypedTarget[]>();
  return ({ endpoint, rule }) => {
    const { nodeName = '' } = endpoint;
    const before = known.get(nodeName);
    if (before !== undefined) return before;
    const targets = addressesOfNode(nodeName, type, lookup);
    known.set(nodeName, targets);
    if (targets.length === 0) lookup.report(`${rule}.nodeName`, noAddress(nodeName, type));
    return targets;
  };
}

function ownAddresses({ endpoint, rule }: PlacedEndpoint, report: Report): TypedTarget[] {
  const places = endpoint.addresses.map((text, index) => ({ text, rule: `${rule}.addresses[${index}]` }));
  return readAll(places, readAddress, report);
}

function addressesOfNode(
  name: string,
  type: EndpointsType,
  { view, exposeInternalIpv6, report }: Lookup,
): readonly TypedTarget[] {
  const node = view.get('Node', '', name);
  if (node === undefined) return [];
  const addresses = nodeAddresses([node], report);
  if (type === 'NodeExternalIP') return publicAddresses(addresses, exposeInternalIpv6);
  // As the kubelet chooses a Pod's hostIPs.
  return addresses.internal.length > 0 ? addresses.internal : addresses.external;
}

function noAddress(nodeName: string, type: EndpointsType): Problem {
  const node = nodeName === '' ? 'no node' : `the node ${quoted(nodeName)}`;
  return {
    code: 'SKY_NODE_ADDRESS',
    message: `The endpoint is on ${node}, for which no ${type} is known.`,
    hint: 'Give the node such an address, or change the annotation endpoints-type.',
  };
}
