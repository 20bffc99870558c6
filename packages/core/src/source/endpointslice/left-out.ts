import type { Problem } from '../../problem.ts';
import { quoted } from '../../quoted.ts';

/** Takes what is not published, where it stands, and why. */
export type LeaveOut = (rule: string, why: Problem) => void;

export function notReady(what: string): Problem {
  return {
    code: 'SKY_ENDPOINT_NOT_READY',
    message: `${what} is left out: its endpoint is not ready.`,
    hint: 'It is published as soon as the endpoint is ready.',
  };
}

export function terminating(what: string): Problem {
  return {
    code: 'SKY_ENDPOINT_TERMINATING',
    message: `${what} is left out: its endpoint terminates.`,
    hint: 'While no endpoint is ready, those that serve until they end are published.',
  };
}

export function otherFamily(address: string): Problem {
  return {
    code: 'SKY_ADDRESS_FAMILY',
    message: `${address} is left out: addresses of its family are not asked for.`,
    hint: 'Add the family to addressType of the record.',
  };
}

export function noAddressType(what: string, addressType: string): Problem {
  return {
    code: 'SKY_ENDPOINT_TYPE',
    message: `${what} is left out: its slice holds ${quoted(addressType)}, which are no addresses.`,
    hint: 'Publish the addresses of nodes, or let a Service of type ExternalName have the name.',
  };
}

export function nodeUnknown(what: string, nodeName: string): Problem {
  return {
    code: 'SKY_NODE_UNKNOWN',
    message: `${what} is left out: the node ${quoted(nodeName)} is not known.`,
    hint: 'The endpoint should be gone soon, as its node is.',
  };
}

export function noNode(what: string): Problem {
  return {
    code: 'SKY_NODE_UNKNOWN',
    message: `${what} is left out: its endpoint names no node, and no node has its address.`,
    hint: 'Let the endpoint name its node, or publish its own address.',
  };
}

export function nodeNotReady(what: string): Problem {
  return {
    code: 'SKY_NODE_NOT_READY',
    message: `${what} is left out: the node is not ready.`,
    hint: 'It is published as soon as the node is ready; nodeReadiness of the record decides.',
  };
}

export function noAddressOfNode(node: string, wanted: string): Problem {
  return {
    code: 'SKY_NODE_ADDRESS',
    message: `The node ${quoted(node)} is left out: it has no ${wanted} address of a family that is asked for.`,
    hint: 'Give the node such an address, or choose another addressSource for the record.',
  };
}

export function notPublic(address: string): Problem {
  return {
    code: 'SKY_ADDRESS_NOT_PUBLIC',
    message: `${address} is left out: it is none that the Internet could reach.`,
    hint: 'Name a public address of the node by one of publicAddressKeys, or choose another addressSource.',
  };
}
