import type { Endpoint, EndpointSlice, ObjectView } from '../../object/object.ts';
import { type LeaveOut, notReady, terminating } from './left-out.ts';
import type { EndpointRecord } from './options.ts';

/** An endpoint and where it stands. */
export interface SlicedEndpoint {
  readonly endpoint: Endpoint;
  readonly addressType: string;
  /** `EndpointSlice web-x7k endpoints[3]`. */
  readonly rule: string;
}

/**
 * The endpoints that are to be published: those that are ready and stay, and while there are none, those that
 * still serve while they terminate (as kube-proxy does, KEP-1669).
 */
export function publishedEndpoints(
  record: EndpointRecord,
  view: ObjectView,
  leaveOut: LeaveOut,
): readonly SlicedEndpoint[] {
  const all = endpointsOf(record.service, view);
  if (record.publishNotReady) return all;
  const staying = all.filter(({ endpoint }) => endpoint.ready && !endpoint.terminating);
  const published =
    staying.length > 0
      ? staying
      : all.filter(({ endpoint }) => endpoint.terminating && (endpoint.serving || endpoint.ready));
  const taken = new Set(published);
  for (const sliced of all) {
    if (taken.has(sliced)) continue;
    const { endpoint, rule } = sliced;
    leaveOut(rule, (endpoint.terminating ? terminating : notReady)(describeEndpoint(endpoint)));
  }
  return published;
}

/** Its addresses, or the node that it is on. */
export function describeEndpoint({ addresses, nodeName }: Endpoint): string {
  if (addresses.length > 0) return addresses.join(', ');
  return nodeName === undefined ? 'An endpoint without addresses' : `An endpoint on ${nodeName}`;
}

function endpointsOf({ namespace, name }: EndpointRecord['service'], view: ObjectView): SlicedEndpoint[] {
  return [...view.slicesOf(namespace, name)]
    .sort(bySliceName)
    .flatMap(({ metadata, addressType, endpoints }) =>
      endpoints.map((endpoint, index) => ({
        endpoint,
        addressType,
        rule: `EndpointSlice ${metadata.name} endpoints[${index}]`,
      })),
    );
}

function bySliceName(a: EndpointSlice, b: EndpointSlice): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
