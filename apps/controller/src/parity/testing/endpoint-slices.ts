import type { Manifest } from './manifest.ts';

/** Every fifth Service has none yet, as in a cluster whose controllers are behind. */
const WITHOUT = 5;
/** So that Services of more Pods have several. */
const MOST_ENDPOINTS = 2;

/** What the EndpointSlice controller, which does not run here, makes of Services and Pods. */
export function endpointSlicesOf(objects: readonly Manifest[]): Manifest[] {
  const pods = objects.filter(({ kind }) => kind === 'Pod');
  const services = objects.filter(({ kind }) => kind === 'Service');
  return services.flatMap((service, index) => {
    const { namespace, name } = service.metadata;
    const { selector = {} } = fieldsOf<ServiceSpec>(service.spec);
    const { app } = selector;
    if (app === undefined || index % WITHOUT === WITHOUT - 1) return [];
    const selected = pods.filter(
      ({ metadata }) => metadata.namespace === namespace && metadata.labels?.app === app,
    );
    const endpoints = selected.flatMap((pod) => endpointOf(pod, name));
    const slices = Math.ceil(endpoints.length / MOST_ENDPOINTS);
    return Array.from({ length: slices }, (_, slice): Manifest => {
      const from = slice * MOST_ENDPOINTS;
      return {
        kind: 'EndpointSlice',
        metadata: { namespace, name: `${name}-${slice}`, labels: { 'kubernetes.io/service-name': name } },
        addressType: 'IPv4',
        endpoints: endpoints.slice(from, from + MOST_ENDPOINTS),
        ports: [{ name: '', port: 80 }],
      };
    });
  });
}

interface ServiceSpec {
  readonly selector?: Readonly<Record<string, string>>;
}

interface PodSpec {
  readonly nodeName?: string;
  readonly hostname?: string;
  readonly subdomain?: string;
}

interface PodStatus {
  readonly phase?: string;
  readonly podIP?: string;
  readonly conditions?: readonly { readonly status: string }[];
}

/** Pods that have ended, or have no address yet, are no endpoints. */
function endpointOf({ metadata, spec, status }: Manifest, service: string): object[] {
  const { nodeName, hostname, subdomain } = fieldsOf<PodSpec>(spec);
  const { phase, podIP, conditions = [] } = fieldsOf<PodStatus>(status);
  if (podIP === undefined || phase === 'Succeeded') return [];
  const ready = conditions.some((condition) => condition.status === 'True');
  return [
    {
      addresses: [podIP],
      conditions: { ready, serving: ready, terminating: false },
      nodeName,
      targetRef: { kind: 'Pod', namespace: metadata.namespace, name: metadata.name },
      ...(hostname !== undefined && subdomain === service ? { hostname } : {}),
    },
  ];
}

/** Sections of generated manifests, whose fields are known here. */
function fieldsOf<T extends object>(section: unknown): Partial<T> {
  return typeof section === 'object' && section !== null ? section : {};
}
