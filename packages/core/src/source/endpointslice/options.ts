import type { Node } from '../../object/object.ts';

/**
 * Which addresses are published for an endpoint. `endpointslice`: its own. `node-internal`, `node-external`:
 * those of that type of the node that it is on. `node-public`: those of the node that the whole Internet may
 * reach.
 */
export const addressSources = ['endpointslice', 'node-internal', 'node-external', 'node-public'] as const;
export type AddressSource = (typeof addressSources)[number];

export const addressTypes = ['IPv4', 'IPv6'] as const;
export type AddressType = (typeof addressTypes)[number];

/**
 * Whether nodes must be ready for their addresses to be published. `prefer`: only those that are, unless none
 * is. The addresses of endpoints themselves are never judged by it.
 */
export const nodeReadinesses = ['prefer', 'require', 'ignore'] as const;
export type NodeReadiness = (typeof nodeReadinesses)[number];

/** Names that shall lead to the endpoints of one Service. */
export interface EndpointRecord {
  /** How it is called where a record tells its origin; its first name when absent. */
  readonly name?: string;
  readonly hostnames: readonly string[];
  readonly service: { readonly namespace: string; readonly name: string };
  readonly addressSource: AddressSource;
  /** The families that are published, whatever the family of the slice. */
  readonly addressTypes: readonly AddressType[];
  readonly nodeReadiness: NodeReadiness;
  /** Publishes endpoints that are not ready, too. */
  readonly publishNotReady: boolean;
  /** Seconds; that of the output when absent. */
  readonly ttl?: number;
  /** Only these outputs publish it; all whose zones hold the names when absent. */
  readonly outputs?: readonly string[];
}

export const endpointRecordDefaults = {
  service: { namespace: 'default', name: 'kubernetes' },
  addressSource: 'endpointslice',
  addressTypes: ['IPv4'],
  nodeReadiness: 'prefer',
  publishNotReady: false,
} as const satisfies Partial<EndpointRecord>;

export interface EndpointSliceOptions {
  readonly records: readonly EndpointRecord[];
  /**
   * Annotations and labels of nodes that tell addresses, separated by commas; for `node-public` the first that
   * tells one that is public counts, before `status.addresses`.
   */
  readonly publicAddressKeys?: readonly string[];
  /**
   * Tells the public addresses of a node where nothing else does, and counts before all else; undefined where
   * it knows nothing. Pure: the same node has the same addresses.
   */
  readonly discoverPublicAddresses?: (node: Node) => readonly string[] | undefined;
}
