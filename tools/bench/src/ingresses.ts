import type { KubeApiserver } from '@skywriter/testbed';

const PATH = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
const CLIENTS = 32;

export function hostOf(index: number): string {
  return `app-${index}.k2s.cluster.local`;
}

/** Creates Ingresses with one host and one address each. */
export async function createIngresses(api: KubeApiserver, count: number): Promise<void> {
  let next = 0;
  const client = async () => {
    for (let index = next++; index < count; index = next++) {
      await createIngress(api, index);
      await setAddress(api, index, `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

async function createIngress(api: KubeApiserver, index: number): Promise<void> {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const http = { paths: [{ path: '/', pathType: 'Prefix', backend }] };
  const body = {
    metadata: { name: `app-${index}` },
    spec: { rules: [{ host: hostOf(index), http }] },
  };
  await send(api, { method: 'POST', path: PATH, body });
}

export async function setAddress(api: KubeApiserver, index: number, ip: string): Promise<void> {
  const body = { status: { loadBalancer: { ingress: [{ ip }] } } };
  await send(api, { method: 'PATCH', path: `${PATH}/app-${index}/status`, body });
}

async function send(
  api: KubeApiserver,
  { method, path, body }: { method: string; path: string; body: object },
): Promise<void> {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const response = await api.adminFetch(path, {
    method,
    headers: { 'content-type': type },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
}
