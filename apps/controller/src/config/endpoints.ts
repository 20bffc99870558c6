import {
  addressSources,
  type EndpointRecord,
  endpointRecordDefaults,
  nodeReadinesses,
} from '@skywriter/core';
import * as z from 'zod';
import { hostTtl, name, text } from './values.ts';

const defaults = endpointRecordDefaults;

export const endpointRecord = z
  .strictObject({
    name: text.describe('How plans and records call it; its first hostname when left out.').exactOptional(),
    hostnames: z.array(name).min(1).describe('The names that lead to the endpoints.'),
    service: z
      .strictObject({
        namespace: text.describe('The namespace of the Service.').default(defaults.service.namespace),
        name: text.describe('The Service whose EndpointSlices are read.').default(defaults.service.name),
      })
      .describe('The Service; the API server of the cluster when left out.')
      .prefault({}),
    addressSource: z
      .enum(addressSources)
      .describe('The addresses of the endpoints, or of the nodes that they are on.')
      .default(defaults.addressSource),
    addressType: z
      .enum(['IPv4', 'IPv6', 'both'])
      .describe('The families of the addresses that are published.')
      .default('IPv4'),
    nodeReadiness: z
      .enum(nodeReadinesses)
      .describe('Whether nodes must be ready; prefer: while any of them is.')
      .default(defaults.nodeReadiness),
    publishNotReady: z
      .boolean()
      .describe('Publish endpoints that are not ready, too.')
      .default(defaults.publishNotReady),
    ttl: hostTtl
      .describe(
        'Seconds; that of the output when left out. 0 lets ExternalDNS choose, in outputs of the kind services.',
      )
      .exactOptional(),
    outputs: z
      .array(text)
      .min(1)
      .describe('Only these outputs publish it; all whose zones hold its names when left out.')
      .exactOptional(),
  })
  .describe('Names that lead to the endpoints of one Service.');

/** A record as the source takes it. */
export function recordOf({ addressType, ...record }: z.output<typeof endpointRecord>): EndpointRecord {
  return { ...record, addressTypes: addressType === 'both' ? ['IPv4', 'IPv6'] : [addressType] };
}
