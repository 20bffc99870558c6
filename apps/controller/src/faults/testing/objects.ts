import type { KubeApiserver } from '@skywriter/testbed';
import type { Owner } from './steps.ts';

export interface Wish {
  readonly kind: 'Ingress' | 'Service';
  readonly object: string;
  readonly owner: Owner;
  readonly hosts: readonly string[];
  readonly targets: readonly string[];
}

/** The label by which each Skywriter selects its objects. */
export const LABEL = 'test.skywriter/owner';

/** Writes objects into a namespace as their users and controllers do. */
export class Objects {
  readonly #api: KubeApiserver;
  readonly #namespace: string;
  readonly #present = new Map<string, Wish>();

  private constructor(api: KubeApiserver, namespace: string) {
    this.#api = api;
    this.#namespace = namespace;
  }

  static async create(api: KubeApiserver, namespace: string): Promise<Objects> {
    const objects = new Objects(api, namespace);
    await objects.#send('POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    return objects;
  }

  get wishes(): readonly Wish[] {
    return [...this.#present.values()];
  }

  async put(wish: Wish): Promise<void> {
    const { kind, object, owner, hosts, targets } = wish;
    const name = `${owner}-${object}`;
    const collection = this.#collection(kind);
    const body = kind === 'Ingress' ? ingressOf(name, owner, hosts) : serviceOf(name, owner, hosts);
    const id = `${kind}/${name}`;
    if (this.#present.has(id)) await this.#send('PATCH', `${collection}/${name}`, body);
    else await this.#send('POST', collection, body);
    this.#present.set(id, wish);
    const ingress = targets.map((target) =>
      /^[\d.]+$|:/.test(target) ? { ip: target } : { hostname: target },
    );
    await this.#send('PATCH', `${collection}/${name}/status`, { status: { loadBalancer: { ingress } } });
  }

  async remove({ kind, owner, object }: Wish): Promise<void> {
    const name = `${owner}-${object}`;
    await this.#send('DELETE', `${this.#collection(kind)}/${name}`);
    this.#present.delete(`${kind}/${name}`);
  }

  #collection(kind: Wish['kind']): string {
    return kind === 'Ingress'
      ? `/apis/networking.k8s.io/v1/namespaces/${this.#namespace}/ingresses`
      : `/api/v1/namespaces/${this.#namespace}/services`;
  }

  async #send(method: string, path: string, body?: object): Promise<void> {
    const answer = await this.#api.adminFetch(path, {
      method,
      headers: {
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      },
      ...(body === undefined ? {} : { body }),
      timeoutMs: 60_000,
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  }
}

function ingressOf(name: string, owner: Owner, hosts: readonly string[]): object {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const http = { paths: [{ path: '/', pathType: 'Prefix', backend }] };
  return {
    metadata: { name, labels: { [LABEL]: owner } },
    spec: { rules: hosts.map((host) => ({ host, http })) },
  };
}

function serviceOf(name: string, owner: Owner, hosts: readonly string[]): object {
  return {
    metadata: {
      name,
      labels: { [LABEL]: owner },
      annotations: { 'external-dns.kubernetes.io/hostname': hosts.join(',') },
    },
    spec: { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports: [{ port: 80 }] },
  };
}
