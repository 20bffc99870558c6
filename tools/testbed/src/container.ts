import type { Instance, Signal } from './instance.ts';
import { OutputTail } from './output-tail.ts';

export interface ContainerCommand {
  readonly what: string;
  readonly image: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly mounts: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Engine {
  signal(signal: Signal): Promise<void>;
  remove(): Promise<void>;
  wait(): Promise<number>;
}

/**
 * A container that stands in for a process: it has the host's network and sees the mounted folders under the host's
 * paths, so addresses, certificates and configurations are the same in every way of providing a component, and a
 * fault proxy of the test can sit between any two of them.
 */
export class Container implements Instance {
  readonly what: string;
  readonly output: OutputTail;
  readonly ended: Promise<void>;
  readonly #engine: Engine;
  #end: string | undefined;

  private constructor(what: string, output: OutputTail, drained: Promise<void>, engine: Engine) {
    this.what = what;
    this.output = output;
    this.#engine = engine;
    this.ended = engine
      .wait()
      .then(async (code) => {
        this.#end = `exit code ${code}`;
        await drained;
        await engine.remove();
      })
      .catch((error: unknown) => {
        this.#end ??= String(error);
      });
  }

  static async start({
    what,
    image,
    path,
    args,
    folder,
    mounts,
    env = {},
  }: ContainerCommand): Promise<Container> {
    // Imported only here: it takes most of a second, and most machines that build have no engine.
    const { GenericContainer, Wait, getContainerRuntimeClient } = await import('testcontainers');
    const client = await getContainerRuntimeClient();
    const output = new OutputTail();
    let drained: Promise<void> = Promise.resolve();
    const container = new GenericContainer(image)
      .withEntrypoint([path])
      .withCommand([...args])
      .withWorkingDir(folder)
      .withEnvironment({ ...env })
      .withNetworkMode('host')
      .withBindMounts(mounts.map((mount) => ({ source: mount, target: mount })))
      // Readiness is polled in the component's own protocol by who started it.
      .withWaitStrategy(Wait.forAll([]))
      .withLogConsumer((stream) => {
        drained = new Promise((resolve) => {
          stream.on('data', (chunk: Buffer | string) => output.add(chunk));
          stream.once('end', resolve);
          stream.once('close', resolve);
          stream.once('error', () => resolve());
        });
      });
    // Files written into a mounted folder must belong to who runs the tests.
    if (process.getuid && process.getgid) container.withUser(`${process.getuid()}:${process.getgid()}`);
    const started = await container.start();
    const handle = client.container.getById(started.getId());
    return new Container(what, output, drained, {
      signal: async (signal) => void (await handle.kill({ signal })),
      wait: async () => ((await handle.wait()) as { StatusCode: number }).StatusCode,
      remove: async () => void (await started.stop({ remove: true, timeout: 0 })),
    });
  }

  get end(): string | undefined {
    return this.#end;
  }

  async signal(signal: Signal): Promise<void> {
    if (this.#end !== undefined) return;
    await this.#engine.signal(signal).catch((error: unknown) => {
      // It may have ended between the question and the signal.
      if (!/is not running|no such container/i.test(String(error))) throw error;
    });
  }
}
