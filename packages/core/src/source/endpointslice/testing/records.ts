import type { Endpoint, EndpointSlice, KubernetesObject, Service } from '../../../object/object.ts';
import { aService, aSlice, viewOf } from '../../../testing/manifests.ts';
import { endpointSliceSource } from '../endpointslice.ts';
import { type EndpointRecord, type EndpointSliceOptions, endpointRecordDefaults } from '../options.ts';

/** The record `api.example.com` of the Service `shop/web`. */
export function aRecord(fields: Partial<EndpointRecord> = {}): EndpointRecord {
  return {
    ...endpointRecordDefaults,
    hostnames: ['api.example.com'],
    service: { namespace: 'shop', name: 'web' },
    ...fields,
  };
}

/**
 * A slice with one endpoint for each word: `10.0.0.1,10.0.0.2@node`, with `!` where it is not ready, `~` where
 * it terminates and serves. Its family is that of its first address.
 */
export function slice(name: string, ...words: readonly string[]): EndpointSlice {
  const endpoints = words.map((word): Partial<Endpoint> => {
    const [addresses = '', nodeName] = word.replace(/[!~]$/, '').split('@');
    return {
      addresses: addresses.split(',').filter((text) => text !== ''),
      ...(nodeName !== undefined && { nodeName }),
      ...(word.endsWith('!') && { ready: false }),
      ...(word.endsWith('~') && { ready: false, serving: true, terminating: true }),
    };
  });
  const isSix = endpoints[0]?.addresses?.[0]?.includes(':') === true;
  return { ...aSlice(name, endpoints), addressType: isSix ? 'IPv6' : 'IPv4' };
}

const web: Service = aService({});

/** The addresses that a record leads to. */
export function addresses(
  fields: Partial<EndpointRecord>,
  objects: readonly KubernetesObject[],
  options: Partial<EndpointSliceOptions> = {},
): string[] {
  const { claims } = endpointSliceSource({ records: [aRecord(fields)], ...options }).claims(
    web,
    viewOf(...objects),
  );
  return claims.flatMap(({ targets }) => targets);
}

/** What is left out: `code at place`. */
export function leftOut(fields: Partial<EndpointRecord>, objects: readonly KubernetesObject[]): string[] {
  const result = endpointSliceSource({ records: [aRecord(fields)] }).claims(web, viewOf(...objects));
  return (result.leftOut ?? []).map(({ code, origin }) => `${code} at ${origin.rule}`);
}
