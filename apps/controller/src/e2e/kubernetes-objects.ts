import type { KubeApiserver } from '@skywriter/testbed';

/** What the tests do to a cluster: the work of its users, and of the controllers that do not run here. */
export interface Cluster {
  createIngress(name: string, host: string): Promise<void>;
  /** What an ingress controller does: gives the Ingress its addresses, or host names. */
  setIngressAddresses(name: string, addresses: readonly string[]): Promise<void>;
  deleteIngress(name: string): Promise<void>;
  createService(name: string, fields: { annotations?: Record<string, string>; spec: object }): Promise<void>;
  setServiceAddresses(name: string, addresses: readonly string[]): Promise<void>;
  deleteService(name: string): Promise<void>;
}

/** A namespace must be there already; `default` always is. */
export function clusterOf(api: KubeApiserver, namespace = 'default'): Cluster {
  const ingresses = `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses`;
  const services = `/api/v1/namespaces/${namespace}/services`;
  const send = async (method: string, path: string, body?: object) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const response = await api.adminFetch(path, {
      method,
      headers: { 'content-type': type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  };
  const entry = (target: string) => (/^[\d.]+$|:/.test(target) ? { ip: target } : { hostname: target });
  const status = (targets: readonly string[]) => ({
    status: { loadBalancer: { ingress: targets.map(entry) } },
  });
  return {
    createIngress: (name, host) =>
      send('POST', ingresses, {
        metadata: { name },
        spec: {
          rules: [
            {
              host,
              http: {
                paths: [
                  { path: '/', pathType: 'Prefix', backend: { service: { name, port: { number: 80 } } } },
                ],
              },
            },
          ],
        },
      }),
    setIngressAddresses: (name, addresses) => send('PATCH', `${ingresses}/${name}/status`, status(addresses)),
    deleteIngress: (name) => send('DELETE', `${ingresses}/${name}`),
    createService: (name, { annotations = {}, spec }) =>
      send('POST', services, { metadata: { name, annotations }, spec }),
    setServiceAddresses: (name, addresses) => send('PATCH', `${services}/${name}/status`, status(addresses)),
    deleteService: (name) => send('DELETE', `${services}/${name}`),
  };
}
