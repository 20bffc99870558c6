import type { ObjectView, Pod } from '../../object/object.ts';
import type { Problem } from '../../problem.ts';
import { quoted } from '../../quoted.ts';
import { annotationsOf } from '../annotations.ts';
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
  readonly annotationPrefixes: readonly string[];
  readonly report: Report;
}

/** An endpoint, and the Pod that it is where Pods are read and this one is known. */
export interface EndpointOfPod extends PlacedEndpoint {
  readonly pod: Pod | undefined;
}

/** Gives the targets for each endpoint; a node is looked up, and what is wrong with it reported, once. */
export function endpointTargets(
  type: EndpointsType | undefined,
  lookup: Lookup,
): (placed: EndpointOfPod) => readonly TypedTarget[] {
  const known = new Map<string, readonly TypedTarget[]>();

  function ofNode(name: string, wanted: EndpointsType, rule: string): readonly TypedTarget[] {
    const before = known.get(name);
    if (before !== undefined) return before;
    const targets = addressesOfNode(name, wanted, lookup);
    known.set(name, targets);
    if (targets.length === 0) lookup.report(`${rule}.nodeName`, noAddress(name, wanted));
    return targets;
  }

  return (placed) => {
    const { endpoint, pod, rule } = placed;
    const given = pod === undefined ? undefined : targetsOfPod(pod, lookup);
    if (given !== undefined) return given;
    if (type === undefined) return ownAddresses(placed, lookup.report);
    if (type === 'HostIP' && pod !== undefined && pod.hostIPs.length > 0) return hostAddresses(pod, lookup);
    return ofNode(pod?.nodeName ?? endpoint.nodeName ?? '', type, rule);
  };
}

/** By the annotation `target` on the Pod; undefined where it has none. */
function targetsOfPod(pod: Pod, { annotationPrefixes, report }: Lookup): readonly TypedTarget[] | undefined {
  const at: Report = (rule, problem, name) => report(`${ruleOf(pod)} ${rule}`, problem, name);
  const targets = annotationsOf(pod, annotationPrefixes, at).targets();
  if (targets === undefined) return undefined;
  return [...targets].flatMap(([type, values]) => values.map((value) => ({ type, value })));
}

function hostAddresses(pod: Pod, { report }: Lookup): readonly TypedTarget[] {
  const places = pod.hostIPs.map((text, index) => ({
    text,
    rule: `${ruleOf(pod)} status.hostIPs[${index}]`,
  }));
  return readAll(places, readAddress, report);
}

function ruleOf({ metadata }: Pod): string {
  return `Pod ${metadata.name}`;
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
