import type { Node } from '../../object/object.ts';
import type { Report } from '../report.ts';
import { readAddress, type TypedTarget } from '../targets.ts';

export interface NodeAddresses {
  readonly external: readonly TypedTarget[];
  readonly internal: readonly TypedTarget[];
}

/** The ExternalIP and InternalIP addresses of nodes, in the order given. */
export function nodeAddresses(nodes: Iterable<Node>, report: Report): NodeAddresses {
  const external: TypedTarget[] = [];
  const internal: TypedTarget[] = [];
  for (const { addresses, metadata } of nodes) {
    for (const [index, { type, address }] of addresses.entries()) {
      if (type !== 'ExternalIP' && type !== 'InternalIP') continue;
      const target = readAddress(address);
      if (!target.ok) report(`Node ${metadata.name} status.addresses[${index}]`, target.problem);
      else (type === 'ExternalIP' ? external : internal).push(target.value);
    }
  }
  return { external, internal };
}

/** What the world may be told: there is no NAT for IPv6, so its internal addresses can be public ones. */
export function publicAddresses(
  { external, internal }: NodeAddresses,
  exposeInternalIpv6: boolean,
): readonly TypedTarget[] {
  return exposeInternalIpv6 ? [...external, ...internal.filter(({ type }) => type === 'AAAA')] : external;
}
