import { existsSync } from 'node:fs';
import { get } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { reasonOf } from './errors.ts';
import { withProgress } from './progress.ts';

type Environment = NodeJS.ProcessEnv;

/** Why components cannot run in containers here, or undefined if they can. */
export async function whyNoEngine(environment: Environment = process.env): Promise<string | undefined> {
  for (const socket of sockets(environment)) {
    const info = existsSync(socket) ? await askEngine(socket) : undefined;
    if (info !== undefined) return whyUnfit(info);
  }
  return 'no container engine';
}

interface EngineInfo {
  readonly Name?: string;
  readonly SecurityOptions?: string[] | null;
}

// Containers share the host's network and folders here (container.ts), so engine and tests must be on one host:
// not in a virtual machine as Docker Desktop's, nor outside of the container that the tests run in.
function whyUnfit({ Name, SecurityOptions }: EngineInfo): string | undefined {
  if (Name !== hostname()) return 'the container engine is on another host';
  const rootless = SecurityOptions?.some((option) => option.includes('rootless')) ?? false;
  return rootless ? "a rootless engine's containers cannot share the host's network" : undefined;
}

function sockets(environment: Environment): string[] {
  const host = environment.DOCKER_HOST;
  if (host !== undefined) return host.startsWith('unix://') ? [host.slice('unix://'.length)] : [];
  const runtime = environment.XDG_RUNTIME_DIR;
  const home = environment.HOME;
  // The places that testcontainers looks at, so that its heavy import is spared where there is no engine.
  return [
    '/var/run/docker.sock',
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock')]),
    ...(home === undefined ? [] : [join(home, '.docker/run/docker.sock')]),
  ];
}

function askEngine(socketPath: string): Promise<EngineInfo | undefined> {
  return new Promise((resolve) => {
    const question = get({ socketPath, path: '/info', timeout: 3_000 }, (answer) => {
      json(answer).then(
        (info) => resolve(answer.statusCode === 200 ? (info as EngineInfo) : undefined),
        () => resolve(undefined),
      );
    });
    question.once('timeout', () => question.destroy());
    question.once('error', () => resolve(undefined));
  });
}

/** Why this image cannot be had, or undefined once the engine holds it. */
export async function whyNoImage(image: string): Promise<string | undefined> {
  try {
    const { getContainerRuntimeClient, ImageName } = await import('testcontainers');
    const client = await getContainerRuntimeClient();
    const name = ImageName.fromString(image);
    if (await client.image.exists(name)) return undefined;
    await withProgress(`pulling ${image}`, () => client.image.pull(name));
    return undefined;
  } catch (error) {
    return `image ${image} is not to be had: ${reasonOf(error).split('\n')[0]}`;
  }
}
