import { rm } from 'node:fs/promises';
import { parsePrefix } from '@skywriter/skydns';
import { type FaultProxy, makeFolder, startFaultProxy } from '@skywriter/testbed';
import type { ConfigurationInput } from '../../config/schema.ts';
import { ZONE } from '../../e2e/world.ts';
import { ApiProxy } from './api-proxy.ts';
import { LABEL } from './objects.ts';
import type { Servers } from './servers.ts';
import type { Owner, Step } from './steps.ts';

type EtcdFault = Extract<Step, { do: 'etcd' }>['fault'];
type ApiFault = Extract<Step, { do: 'api' }>['fault'];

/** How slow a slow connection is, milliseconds each way. */
const SLOW = 40;

/** What stands between the Skywriters of one history and the servers: its own, so that it breaks for nobody else. */
export class Place {
  readonly folder: string;
  readonly #id: string;
  readonly #servers: Servers;
  readonly #etcd: readonly FaultProxy[];
  readonly #http: ApiProxy;
  readonly #api: FaultProxy;

  private constructor(
    id: string,
    servers: Servers,
    made: { folder: string; etcd: readonly FaultProxy[]; http: ApiProxy; api: FaultProxy },
  ) {
    this.#id = id;
    this.#servers = servers;
    this.folder = made.folder;
    this.#etcd = made.etcd;
    this.#http = made.http;
    this.#api = made.api;
  }

  static async start(id: string, servers: Servers): Promise<Place> {
    const etcd = await Promise.all(
      servers.etcd.members.map(({ endpoint }) => startFaultProxy({ target: endpoint })),
    );
    const http = await ApiProxy.start(servers.api);
    const api = await startFaultProxy({ target: http.url });
    return new Place(id, servers, { folder: await makeFolder('history'), etcd, http, api });
  }

  /** Through everything that breaks. */
  configuration(owner: Owner): ConfigurationInput {
    return this.#configuration(owner, {
      prefix: `/${this.#id}`,
      endpoints: this.#etcd.map(({ address, port }) => `http://${address}:${port}`),
      server: `http://${this.#api.address}:${this.#api.port}`,
    });
  }

  /** On another prefix of the same servers, and nothing in between. */
  direct(owner: Owner, prefix: string): ConfigurationInput {
    return this.#configuration(owner, {
      prefix,
      endpoints: this.#servers.etcd.endpoints,
      server: this.#http.url,
    });
  }

  async breakEtcd(fault: EtcdFault): Promise<void> {
    await Promise.all(this.#etcd.map((proxy) => breakConnection(proxy, fault)));
  }

  async breakApi(fault: ApiFault): Promise<void> {
    switch (fault) {
      case 'expired':
        this.#http.expire();
        return;
      case 'torn':
        this.#http.tear();
        return;
      case 'failing':
        this.#http.refuse({ status: 500, reason: 'InternalError' });
        return;
      case 'busy':
        this.#http.refuse({ status: 429, reason: 'TooManyRequests' });
        return;
      default:
        await breakConnection(this.#api, fault);
    }
  }

  async heal(): Promise<void> {
    this.#http.heal();
    await Promise.all([...this.#etcd, this.#api].map((proxy) => proxy.heal()));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#etcd, this.#api, this.#http].map((each) => each.stop()));
    await rm(this.folder, { recursive: true, force: true });
  }

  #configuration(
    owner: Owner,
    { prefix, endpoints, server }: { prefix: string; endpoints: string[]; server: string },
  ): ConfigurationInput {
    const { kubeconfig } = this.#servers.api;
    return {
      owner,
      kubernetes: { kubeconfig, server, namespaces: [this.#id], labelSelector: `${LABEL}=${owner}` },
      sources: ['ingress', 'service'],
      outputs: [{ name: 'cluster', zones: [ZONE], skydns: { endpoints, prefix: parsePrefix(prefix) } }],
      // Histories end with few names or none: that is no mistake here.
      guards: { massDeletion: { share: 1 } },
    };
  }
}

async function breakConnection(proxy: FaultProxy, fault: EtcdFault): Promise<void> {
  if (fault === 'cut') proxy.cut();
  else if (fault === 'sever') await proxy.sever();
  else if (fault === 'blackhole') proxy.blackhole();
  else proxy.delay(SLOW);
}
