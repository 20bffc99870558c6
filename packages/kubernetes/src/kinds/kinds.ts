import type { Kind } from '@skywriter/core';
import { endpointSlice } from './endpoint-slice.ts';
import { hostAddress } from './host-address.ts';
import { ingress } from './ingress.ts';
import { node } from './node.ts';
import { pod } from './pod.ts';
import type { KindRow } from './row.ts';
import { service } from './service.ts';

/** Every kind that sources read: the one place that says where it is in the API and what is kept of it. */
export const kindRows: Readonly<Record<Kind, KindRow>> = {
  Ingress: ingress,
  Service: service,
  EndpointSlice: endpointSlice,
  Node: node,
  Pod: pod,
  HostAddress: hostAddress,
};

/** The row of a manifest's `apiVersion` and `kind`; of any version, because what is read did not change. */
export function rowOf(apiVersion: string, kind: string): KindRow | undefined {
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? '' : apiVersion.slice(0, slash);
  return Object.values(kindRows).find((row) => row.kind === kind && row.group === group);
}
