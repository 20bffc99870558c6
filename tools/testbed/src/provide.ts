import { build } from './build.ts';
import {
  type Component,
  type ComponentName,
  componentNames,
  components,
  isComponentName,
} from './components.ts';
import { whyNoEngine, whyNoImage } from './engine.ts';
import { TestbedError } from './errors.ts';
import { findOnPath } from './on-path.ts';

export type Way = 'container' | 'path' | 'build';

export interface Available {
  readonly available: true;
  readonly name: string;
  readonly version: string;
  readonly how: Way;
  /** The image, or the folder or file that the component runs from. */
  readonly where: string;
  /** Every binary of the component: its path, in the image if there is one. */
  readonly paths: Readonly<Record<string, string>>;
  readonly image?: string;
  /** Why the ways that come before this one were not taken. */
  readonly passed: readonly string[];
}

export interface Unavailable {
  readonly available: false;
  readonly name: string;
  readonly version: string;
  readonly reason: string;
}

export type Provided = Available | Unavailable;

export interface ProvideOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly retryFailed?: boolean;
}

const ways: readonly Way[] = ['container', 'path', 'build'];
const provided = new Map<ComponentName, Promise<Provided>>();

/**
 * Finds a way to run a real component: `const etcd = await provide('etcd')` at the top of a test file, then
 * `describe.skipIf(!etcd.available)`. What SKYWRITER_REQUIRE names fails instead of being skipped.
 */
export async function provide(name: ComponentName): Promise<Provided> {
  let known = provided.get(name);
  if (known === undefined) {
    known = provideComponent(components[name]);
    provided.set(name, known);
  }
  const result = await known;
  if (!result.available && required().has(name)) {
    throw new TestbedError(
      'SKY_TESTBED_REQUIRED',
      `${name} is required (SKYWRITER_REQUIRE) but unavailable: ${result.reason}.`,
      'Start a container engine, put it on PATH or install Go.',
    );
  }
  return result;
}

/** What `start…` functions use: no component, no test. */
export async function need(name: ComponentName): Promise<Available> {
  const result = await provide(name);
  if (result.available) return result;
  throw new TestbedError(
    'SKY_TESTBED_UNAVAILABLE',
    `${name} cannot be started here: ${result.reason}.`,
    `Skip the test: describe.skipIf(!(await provide('${name}')).available).`,
  );
}

export function required(environment: NodeJS.ProcessEnv = process.env): Set<ComponentName> {
  const names = (environment.SKYWRITER_REQUIRE ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.includes('all')) return new Set(componentNames);
  const unknown = names.find((name) => !isComponentName(name));
  if (unknown === undefined) return new Set(names.filter(isComponentName));
  throw new TestbedError(
    'SKY_TESTBED_UNKNOWN_COMPONENT',
    `SKYWRITER_REQUIRE names "${unknown}", which is no component.`,
    `Use some of: ${componentNames.join(', ')}, or all.`,
  );
}

export async function provideComponent(
  component: Component,
  { environment = process.env, retryFailed = false }: ProvideOptions = {},
): Promise<Provided> {
  const { name, version } = component;
  const passed: string[] = [];
  for (const how of chosenWays(environment)) {
    const found = await tryWay(how, component, environment, retryFailed);
    if (!('reason' in found)) {
      return { available: true, name, version, how, passed, ...found };
    }
    passed.push(found.reason);
  }
  return { available: false, name, version, reason: passed.join(', ') };
}

function chosenWays(environment: NodeJS.ProcessEnv): readonly Way[] {
  const forced = environment.SKYWRITER_PROVIDER;
  if (!forced) return ways;
  const way = ways.find((candidate) => candidate === forced);
  if (way !== undefined) return [way];
  throw new TestbedError(
    'SKY_TESTBED_PROVIDER',
    `SKYWRITER_PROVIDER is "${forced}".`,
    `Use one of: ${ways.join(', ')}.`,
  );
}

type Found = Pick<Available, 'where' | 'paths'> & Partial<Pick<Available, 'image' | 'version'>>;

async function tryWay(
  way: Way,
  component: Component,
  environment: NodeJS.ProcessEnv,
  retryFailed: boolean,
): Promise<Found | { reason: string }> {
  if (way === 'path') {
    const found = await findOnPath(component, environment.PATH ?? '');
    if ('reason' in found) return found;
    return { ...found, where: found.paths[component.binaries[0].name] ?? '' };
  }
  if (way === 'build') {
    const built = await build(component, { environment, retryFailed });
    return 'reason' in built ? built : { paths: built.paths, where: built.folder };
  }
  const { image } = component;
  const reason = (await whyNoEngine(environment)) ?? (await whyNoImage(image));
  if (reason !== undefined) return { reason };
  const paths = Object.fromEntries(component.binaries.map((binary) => [binary.name, binary.pathInImage]));
  return { image, paths, where: image };
}
