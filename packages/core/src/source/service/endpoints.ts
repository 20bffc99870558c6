import type { Endpoint, EndpointSlice, ObjectView, Service } from '../../object/object.ts';

/** An endpoint and its place among all slices of its Service. */
export interface PlacedEndpoint {
  readonly endpoint: Endpoint;
  /** In the namespace of the slice. */
  readonly namespace: string;
  /** `EndpointSlice web-x7k endpoints[3]`. */
  readonly rule: string;
}

/** Every endpoint of a Service, in the order of slice names. */
export function endpointsOf(service: Service, view: ObjectView): PlacedEndpoint[] {
  const { namespace, name } = service.metadata;
  return [...view.slicesOf(namespace, name)].sort(bySliceName).flatMap((slice) =>
    slice.endpoints.map((endpoint, index) => ({
      endpoint,
      namespace,
      rule: `EndpointSlice ${slice.metadata.name} endpoints[${index}]`,
    })),
  );
}

/**
 * Those to which traffic may go: the ready ones, and while there are none, those that still serve while
 * they terminate (as kube-proxy does, KEP-1669), so that a rolling restart leaves no gap.
 */
export function reachable(endpoints: readonly PlacedEndpoint[]): readonly PlacedEndpoint[] {
  const ready = endpoints.filter(({ endpoint }) => endpoint.ready);
  if (ready.length > 0) return ready;
  return endpoints.filter(({ endpoint }) => endpoint.serving && endpoint.terminating);
}

function bySliceName(a: EndpointSlice, b: EndpointSlice): number {
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
