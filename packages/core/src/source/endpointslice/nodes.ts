import type { Node, ObjectView } from '../../object/object.ts';
import { parseAddress } from '../../record/address.ts';
import { describeEndpoint, type SlicedEndpoint } from './endpoints.ts';
import { type LeaveOut, nodeNotReady, nodeUnknown, noNode } from './left-out.ts';
import type { NodeReadiness } from './options.ts';

/** The nodes that endpoints are on, each once, in the order of their names. */
export function nodesOf(
  endpoints: readonly SlicedEndpoint[],
  view: ObjectView,
  leaveOut: LeaveOut,
): readonly Node[] {
  const found = new Map<string, Node>();
  const byAddress = once(() => nodesByAddress(view));
  for (const { endpoint, rule } of endpoints) {
    const { nodeName = '' } = endpoint;
    const nodes =
      nodeName === ''
        ? endpoint.addresses.flatMap((address) => byAddress().get(canonical(address)) ?? [])
        : [view.get('Node', '', nodeName)].filter((node) => node !== undefined);
    for (const node of nodes) found.set(node.metadata.name, node);
    if (nodes.length > 0) continue;
    const what = describeEndpoint(endpoint);
    leaveOut(rule, nodeName === '' ? noNode(what) : nodeUnknown(what, nodeName));
  }
  return [...found.values()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

export function admittedNodes(
  nodes: readonly Node[],
  readiness: NodeReadiness,
  leaveOut: LeaveOut,
): readonly Node[] {
  const ready = nodes.filter((node) => node.ready);
  if (readiness === 'ignore' || (readiness === 'prefer' && ready.length === 0)) return nodes;
  for (const node of nodes) {
    if (!node.ready) leaveOut(`Node ${node.metadata.name}`, nodeNotReady(`The node ${node.metadata.name}`));
  }
  return ready;
}

/** An endpoint that names no node is on every node that has its address. */
function nodesByAddress(view: ObjectView): ReadonlyMap<string, readonly Node[]> {
  const byAddress = new Map<string, Node[]>();
  for (const node of view.all('Node')) {
    for (const { address } of node.addresses) {
      const key = canonical(address);
      const nodes = byAddress.get(key);
      if (nodes === undefined) byAddress.set(key, [node]);
      else nodes.push(node);
    }
  }
  return byAddress;
}

function canonical(text: string): string {
  const address = parseAddress(text);
  return address.ok ? address.value.text : text;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
