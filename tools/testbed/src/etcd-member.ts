import { rm } from 'node:fs/promises';
import { type Instance, killInstance, stopInstance, untilReady } from './instance.ts';
import { launch } from './launch.ts';
import type { Available } from './provide.ts';

export interface MemberPlan {
  readonly name: string;
  readonly endpoint: string;
  readonly peer: string;
  readonly dataDir: string;
}

export interface MemberContext {
  readonly component: Available;
  readonly folder: string;
  readonly mounts: readonly string[];
  readonly args: (plan: MemberPlan) => string[];
  readonly healthy: (endpoint: string) => Promise<boolean>;
  /** Whether enough members run for this one ever to become healthy. */
  readonly hasQuorum: () => boolean;
}

export class EtcdMember {
  readonly name: string;
  readonly endpoint: string;
  readonly peer: string;
  readonly dataDir: string;
  readonly #plan: MemberPlan;
  readonly #context: MemberContext;
  #instance: Instance | undefined;

  constructor(plan: MemberPlan, context: MemberContext) {
    this.name = plan.name;
    this.endpoint = plan.endpoint;
    this.peer = plan.peer;
    this.dataDir = plan.dataDir;
    this.#plan = plan;
    this.#context = context;
  }

  get running(): boolean {
    return this.#instance !== undefined && this.#instance.end === undefined;
  }

  /** The last lines it wrote. */
  get output(): string {
    return this.#instance?.output.last() ?? '';
  }

  /** Ends it as a power failure would. */
  async kill(): Promise<void> {
    if (this.#instance) await killInstance(this.#instance);
  }

  /** Ends it in its own way; it hands over its leadership first. */
  async stop(): Promise<void> {
    if (this.#instance) await stopInstance(this.#instance);
  }

  /** It keeps its connections and port but does nothing any more, until `thaw()`. */
  async freeze(): Promise<void> {
    await this.#instance?.signal('SIGSTOP');
  }

  async thaw(): Promise<void> {
    await this.#instance?.signal('SIGCONT');
  }

  /** Starts it again on its data, after having killed it if it runs; ready on return if its cluster can be. */
  async restart(): Promise<void> {
    await this.kill();
    await this.launch();
    if (this.#context.hasQuorum()) await this.ready();
  }

  async launch(): Promise<void> {
    const { component, folder, mounts, args } = this.#context;
    const what = `etcd ${this.name}`;
    this.#instance = await launch(component, {
      binary: 'etcd',
      args: args(this.#plan),
      folder,
      mounts,
      what,
    });
  }

  async ready(within = 30_000): Promise<void> {
    const instance = this.#instance;
    if (instance) await untilReady(instance, () => this.#context.healthy(this.endpoint), within);
  }

  async forget(): Promise<void> {
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
