import type { KubeApiserver } from '@skywriter/testbed';

const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
const SERVICES = '/api/v1/namespaces/default/services';

/** What the tests do to a cluster: the work of its users, and of the controllers that do not run here. */
export interface Cluster {
  createIngress(name: string, host: string): Promise<void>;
  /** What an ingress controller does: gives the Ingress its addresses. */
  setIngressAddresses(name: string, addresses: readonly string[]): Promise<void>;
  deleteIngress(name: string): Promise<void>;
  createService(name: string, fields: { annotations?: Record<string, string>; spec: object }): Promise<void>;
  setServiceAddresses(name: string, addresses: readonly string[]): Promise<void>;
  deleteService(name: string): Promise<void>;
}

export function clusterOf(api: KubeApiserver): Cluster {
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
  const status = (addresses: readonly string[]) => ({
    status: { loadBalancer: { ingress: addresses.map((ip) => ({ ip })) } },
  });
  return {
    createIngress: (name, host) =>
      send('POST', INGRESSES, {
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
    setIngressAddresses: (name, addresses) => send('PATCH', `${INGRESSES}/${name}/status`, status(addresses)),
    deleteIngress: (name) => send('DELETE', `${INGRESSES}/${name}`),
    createService: (name, { annotations = {}, spec }) =>
      send('POST', SERVICES, { metadata: { name, annotations }, spec }),
    setServiceAddresses: (name, addresses) => send('PATCH', `${SERVICES}/${name}/status`, status(addresses)),
    deleteService: (name) => send('DELETE', `${SERVICES}/${name}`),
  };
}
