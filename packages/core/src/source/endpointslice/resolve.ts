import type { ObjectView } from '../../object/object.ts';
import type { Problem } from '../../problem.ts';
import { type Address, parseAddress } from '../../record/address.ts';
import { groupTargets, type Targets } from '../targets.ts';
import { describeEndpoint, publishedEndpoints, type SlicedEndpoint } from './endpoints.ts';
import { type LeaveOut, noAddressType, otherFamily } from './left-out.ts';
import { addressesOfNode, type Discovery, isOfFamily } from './node-addresses.ts';
import { admittedNodes, nodesOf } from './nodes.ts';
import type { AddressType, EndpointRecord } from './options.ts';

/** The addresses of a record, and why others are not among them. */
export interface Resolved {
  readonly targets: Targets;
  readonly leftOut: readonly { readonly rule: string; readonly why: Problem }[];
}

/** What a record leads to just now. The order of slices, endpoints and nodes makes no difference. */
export function resolveRecord(record: EndpointRecord, view: ObjectView, discovery: Discovery): Resolved {
  const leftOut: { rule: string; why: Problem }[] = [];
  const leaveOut: LeaveOut = (rule, why) => leftOut.push({ rule, why });
  const endpoints = publishedEndpoints(record, view, leaveOut);
  const { addressSource, addressTypes, nodeReadiness } = record;
  const addresses =
    addressSource === 'endpointslice'
      ? endpoints.flatMap((sliced) => ownAddresses(sliced, addressTypes, leaveOut))
      : admittedNodes(nodesOf(endpoints, view, leaveOut), nodeReadiness, leaveOut).flatMap((node) =>
          addressesOfNode(node, { source: addressSource, families: addressTypes, discovery }, leaveOut),
        );
  const targets = groupTargets(
    addresses.map(({ family, text }) => ({ type: family === 4 ? 'A' : 'AAAA', value: text })),
  );
  return { targets, leftOut };
}

function ownAddresses(
  { endpoint, addressType, rule }: SlicedEndpoint,
  families: readonly AddressType[],
  leaveOut: LeaveOut,
): Address[] {
  if (addressType !== 'IPv4' && addressType !== 'IPv6') {
    leaveOut(rule, noAddressType(describeEndpoint(endpoint), addressType));
    return [];
  }
  return endpoint.addresses.flatMap((text, index) => {
    const place = `${rule}.addresses[${index}]`;
    const address = parseAddress(text);
    if (!address.ok) leaveOut(place, address.problem);
    else if (!isOfFamily(address.value, families)) leaveOut(place, otherFamily(address.value.text));
    else return [address.value];
    return [];
  });
}
