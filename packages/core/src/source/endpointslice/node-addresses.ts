import type { Node } from '../../object/object.ts';
import { type Address, parseAddress } from '../../record/address.ts';
import { isGloballyRoutable } from '../../record/globally-routable.ts';
import type { Placed } from '../report.ts';
import { type LeaveOut, noAddressOfNode, notPublic, otherFamily } from './left-out.ts';
import type { AddressSource, AddressType, EndpointSliceOptions } from './options.ts';

export type NodeAddressSource = Exclude<AddressSource, 'endpointslice'>;
export type Discovery = Pick<EndpointSliceOptions, 'publicAddressKeys' | 'discoverPublicAddresses'>;

interface Wanted {
  readonly source: NodeAddressSource;
  readonly families: readonly AddressType[];
  readonly discovery: Discovery;
}

/** What is published of a node: all its addresses of the kind that is wanted, and of the families. */
export function addressesOfNode(node: Node, wanted: Wanted, leaveOut: LeaveOut): readonly Address[] {
  const { source, families } = wanted;
  const published: Address[] = [];
  for (const [place, address] of source === 'node-public'
    ? publicAddresses(node, wanted.discovery, leaveOut)
    : readAll(ofType(node, source === 'node-internal' ? 'InternalIP' : 'ExternalIP'), leaveOut)) {
    if (isOfFamily(address, families)) published.push(address);
    else leaveOut(place, otherFamily(address.text));
  }
  if (published.length === 0)
    leaveOut(`Node ${node.metadata.name}`, noAddressOfNode(node.metadata.name, names[source]));
  return published;
}

export function isOfFamily({ family }: Address, families: readonly AddressType[]): boolean {
  return families.includes(family === 4 ? 'IPv4' : 'IPv6');
}

const names: Readonly<Record<NodeAddressSource, string>> = {
  'node-internal': 'internal',
  'node-external': 'external',
  'node-public': 'public',
};

type PlacedAddress = readonly [place: string, address: Address];

/** What somebody says of the node, by code or by annotation, counts before what its cloud or kubelet says. */
function publicAddresses(node: Node, discovery: Discovery, leaveOut: LeaveOut): readonly PlacedAddress[] {
  const { publicAddressKeys = [], discoverPublicAddresses } = discovery;
  const discovered = discoverPublicAddresses?.(node);
  if (discovered !== undefined) {
    const rule = `Node ${node.metadata.name}`;
    return readAll(
      discovered.map((text) => ({ text, rule })),
      leaveOut,
    );
  }
  for (const key of publicAddressKeys) {
    const said = routable(readAll(saidBy(node, key), leaveOut), leaveOut);
    if (said.length > 0) return said;
  }
  return routable(readAll(ofStatus(node), leaveOut), leaveOut);
}

function routable(addresses: readonly PlacedAddress[], leaveOut: LeaveOut): readonly PlacedAddress[] {
  return addresses.filter(([place, address]) => {
    const isPublic = isGloballyRoutable(address);
    if (!isPublic) leaveOut(place, notPublic(address.text));
    return isPublic;
  });
}

function saidBy({ metadata }: Node, key: string): Placed[] {
  const { name, annotations, labels } = metadata;
  return [
    { kind: 'annotation', text: annotations[key] ?? '' },
    { kind: 'label', text: labels[key] ?? '' },
  ].flatMap(({ kind, text }) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map((part) => ({ text: part, rule: `Node ${name} ${kind} ${key}` })),
  );
}

/** Of whatever type, for clouds differ. Names stand there too (`Hostname`): no addresses, and no news. */
function ofStatus({ addresses, metadata }: Node): Placed[] {
  return addresses.flatMap(({ type, address }, index) =>
    type.endsWith('IP') || parseAddress(address).ok
      ? [{ text: address, rule: `Node ${metadata.name} status.addresses[${index}]` }]
      : [],
  );
}

function ofType({ addresses, metadata }: Node, wanted: string): Placed[] {
  return addresses.flatMap(({ type, address }, index) =>
    type === wanted ? [{ text: address, rule: `Node ${metadata.name} status.addresses[${index}]` }] : [],
  );
}

function readAll(places: readonly Placed[], leaveOut: LeaveOut): PlacedAddress[] {
  return places.flatMap(({ text, rule }): PlacedAddress[] => {
    const address = parseAddress(text);
    if (address.ok) return [[rule, address.value]];
    leaveOut(rule, address.problem);
    return [];
  });
}
