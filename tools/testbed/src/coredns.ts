import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { type DnsAnswer, type DnsQuestion, dnsQuery } from './dns-query.ts';
import { type Instance, killInstance, stopInstance, untilReady, withFreshPorts } from './instance.ts';
import { launch } from './launch.ts';
import { freePorts } from './ports.ts';
import { type Available, need } from './provide.ts';
import { makeFolder, removeFolder } from './reaper.ts';

export interface CoreDnsPorts {
  readonly dns: number;
  /** For the plugins `prometheus`, `health` and `ready`, and for a second server block. */
  readonly metrics: number;
  readonly health: number;
  readonly ready: number;
  readonly second: number;
}

export interface CoreDnsOptions {
  /** The whole Corefile; it must listen on `ports.dns` of 127.0.0.1. */
  readonly corefile: (ports: CoreDnsPorts, folder: string) => string;
  /** Files beside the Corefile, by their relative name. CoreDNS runs in that folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders of your own that the Corefile names files in: a container must see them too. */
  readonly mounts?: readonly string[];
}

export async function startCoreDns(options: CoreDnsOptions): Promise<CoreDns> {
  const component = await need('coredns');
  return await withFreshPorts(() => CoreDns.start(component, options));
}

export class CoreDns {
  readonly address = '127.0.0.1';
  readonly ports: CoreDnsPorts;
  readonly folder: string;
  readonly #component: Available;
  readonly #options: CoreDnsOptions;
  #instance: Instance | undefined;

  private constructor(component: Available, folder: string, ports: CoreDnsPorts, options: CoreDnsOptions) {
    this.#component = component;
    this.#options = options;
    this.folder = folder;
    this.ports = ports;
  }

  static async start(component: Available, options: CoreDnsOptions): Promise<CoreDns> {
    const folder = await makeFolder('coredns');
    const [dns, metrics, health, ready, second] = (await freePorts(5)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const server = new CoreDns(component, folder, { dns, metrics, health, ready, second }, options);
    try {
      await server.write(options.files ?? {});
      await server.write({ Corefile: options.corefile(server.ports, folder) });
      await server.#launch();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get port(): number {
    return this.ports.dns;
  }

  /** The last lines it wrote. */
  get output(): string {
    return this.#instance?.output.last() ?? '';
  }

  async query(question: Omit<DnsQuestion, 'port' | 'address'>): Promise<DnsAnswer> {
    return await dnsQuery({ address: this.address, port: this.port, ...question });
  }

  /** Writes files beside the Corefile, or the Corefile itself; `restart()` makes them count. */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const file = join(this.folder, name);
      if (isAbsolute(name) || relative(this.folder, file).startsWith('..')) {
        throw new RangeError(`${name} does not lie beside the Corefile`);
      }
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }

  async kill(): Promise<void> {
    if (this.#instance) await killInstance(this.#instance);
  }

  async freeze(): Promise<void> {
    await this.#instance?.signal('SIGSTOP');
  }

  async thaw(): Promise<void> {
    await this.#instance?.signal('SIGCONT');
  }

  async restart(): Promise<void> {
    if (this.#instance) await stopInstance(this.#instance, 500);
    await this.#launch();
  }

  async stop(): Promise<void> {
    await this.kill();
    await removeFolder(this.folder);
  }

  async #launch(): Promise<void> {
    const args = ['-conf', join(this.folder, 'Corefile')];
    const { mounts = [] } = this.#options;
    this.#instance = await launch(this.#component, { binary: 'coredns', args, folder: this.folder, mounts });
    // A class that no plugin serves is refused before any plugin is asked: the answer says that CoreDNS listens,
    // and does not hang on an etcd or API server that the test keeps down.
    const probe = async () => {
      await this.query({ name: 'version.bind', type: 'TXT', class: 'CH', timeoutMs: 300 });
      return true;
    };
    await untilReady(this.#instance, probe, 20_000);
  }
}
