import { request } from './http.ts';
import { type Instance, killInstance, stopInstance, untilReady, withFreshPorts } from './instance.ts';
import { launch } from './launch.ts';
import { freePort } from './ports.ts';
import { type Available, need } from './provide.ts';
import { makeFolder, removeFolder } from './reaper.ts';

export interface ExternalDnsOptions {
  /** Its command line, without `--once` and `--metrics-address`. A kubeconfig among it must be one of the testbed's. */
  readonly args: readonly string[];
  /** Its whole environment besides PATH and HOME: `ETCD_URLS` and what else it reads. */
  readonly env?: Readonly<Record<string, string>>;
  /** One synchronisation: the handle is there when it has ended, however it did; see `exitCode`. */
  readonly once?: boolean;
}

/** Starts the real ExternalDNS; the component is on demand, so nobody has it who does not ask for it. */
export async function startExternalDns(options: ExternalDnsOptions): Promise<ExternalDns> {
  const component = await need('external-dns');
  return await withFreshPorts(() => ExternalDns.start(component, options));
}

export class ExternalDns {
  /** Where `/metrics` and `/healthz` are. */
  readonly url: string;
  readonly #component: Available;
  readonly #folder: string;
  readonly #options: ExternalDnsOptions;
  #instance: Instance | undefined;

  private constructor(
    component: Available,
    setting: { folder: string; url: string },
    options: ExternalDnsOptions,
  ) {
    this.#component = component;
    this.#folder = setting.folder;
    this.url = setting.url;
    this.#options = options;
  }

  static async start(component: Available, options: ExternalDnsOptions): Promise<ExternalDns> {
    const folder = await makeFolder('external-dns');
    const url = `http://127.0.0.1:${await freePort()}`;
    const program = new ExternalDns(component, { folder, url }, options);
    try {
      await program.#launch();
      return program;
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  get running(): boolean {
    return this.#instance !== undefined && this.#instance.end === undefined;
  }

  /** Resolves when it has ended and all that it wrote is in `output`. */
  get ended(): Promise<void> {
    return this.#instance?.ended ?? Promise.resolve();
  }

  /** Undefined while it runs, and where a signal ended it. */
  get exitCode(): number | undefined {
    const [, code] = /^exit code (\d+)$/.exec(this.#instance?.end ?? '') ?? [];
    return code === undefined ? undefined : Number(code);
  }

  /** The last of what it wrote. */
  get output(): string {
    return this.#instance?.output.toString() ?? '';
  }

  /** Its metrics, in the text format of Prometheus. */
  async metrics(): Promise<string> {
    return await (await request(`${this.url}/metrics`)).text();
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
    await removeFolder(this.#folder);
  }

  async #launch(): Promise<void> {
    const { args, env = {}, once = false } = this.#options;
    const words = [...args, `--metrics-address=${new URL(this.url).host}`, ...(once ? ['--once'] : [])];
    this.#instance = await launch(this.#component, {
      binary: 'external-dns',
      args: words,
      folder: this.#folder,
      env,
    });
    if (once) await this.#instance.ended;
    else await untilReady(this.#instance, () => this.#isHealthy(), 30_000);
  }

  /** It says so from its start on, synchronised or not. */
  async #isHealthy(): Promise<boolean> {
    const answer = await request(`${this.url}/healthz`, { timeoutMs: 1_000 });
    await answer.body?.cancel();
    return answer.ok;
  }
}
