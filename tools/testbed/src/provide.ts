import { build } from './build.ts';
import {
  type Component,
  type ComponentName,
  componentNames,
  components,
  isComponentName,
  usualNames,
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
  /** The only ways that will do, as for who needs a process of this host. */
  readonly ways?: readonly Way[];
  readonly retryFailed?: boolean;
  /**
   * False: a component that is not built yet is unavailable, unless it is required. For tests with what is on
   * demand: a first build of minutes is nothing to surprise anybody with.
   */
  readonly mayBuild?: boolean;
}

const allWays: readonly Way[] = ['container', 'path', 'build'];
const provided = new Map<string, Promise<Provided>>();

/**
 * Finds a way to run a real component: `const etcd = await provide('etcd')` at the top of a test file, then
 * `describe.skipIf(!etcd.available)`. What SKYWRITER_REQUIRE names fails instead of being skipped.
 */
export async function provide(
  name: ComponentName,
  { ways = allWays, mayBuild = true }: Pick<ProvideOptions, 'ways' | 'mayBuild'> = {},
): Promise<Provided> {
  const builds = mayBuild || required().has(name);
  const key = [name, builds, ...ways].join(' ');
  const found = provided.get(key) ?? provideComponent(components[name], { ways, mayBuild: builds });
  provided.set(key, found);
  const result = await found;
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

/** What may not be missing; `all` means what `npm test` wants. */
export function required(environment: NodeJS.ProcessEnv = process.env): Set<ComponentName> {
  const words = (environment.SKYWRITER_REQUIRE ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const names = words.flatMap((word) => (word === 'all' ? usualNames : [word]));
  return new Set(known(names, 'SKYWRITER_REQUIRE'));
}

/** The words as names of components; throws if one is none. */
export function known(words: readonly string[], where: string): ComponentName[] {
  const unknown = words.find((word) => !isComponentName(word));
  if (unknown === undefined) return words.filter(isComponentName);
  throw new TestbedError(
    'SKY_TESTBED_UNKNOWN_COMPONENT',
    `${where} names "${unknown}", which is no component.`,
    `Use some of: ${componentNames.join(', ')}.`,
  );
}

export async function provideComponent(
  component: Component,
  options: ProvideOptions = {},
): Promise<Provided> {
  const { name, version } = component;
  const { environment = process.env, ways = allWays } = options;
  const passed: string[] = [];
  for (const how of chosenWays(environment)) {
    if (!ways.includes(how)) {
      passed.push(`only ${ways.join(' or ')} will do`);
      continue;
    }
    const found = await tryWay(how, component, { ...options, environment });
    if (!('reason' in found)) {
      return { available: true, name, version, how, passed, ...found };
    }
    passed.push(found.reason);
  }
  return { available: false, name, version, reason: passed.join(', ') };
}

function chosenWays(environment: NodeJS.ProcessEnv): readonly Way[] {
  const forced = environment.SKYWRITER_PROVIDER;
  if (!forced) return allWays;
  const way = allWays.find((candidate) => candidate === forced);
  if (way !== undefined) return [way];
  throw new TestbedError(
    'SKY_TESTBED_PROVIDER',
    `SKYWRITER_PROVIDER is "${forced}".`,
    `Use one of: ${allWays.join(', ')}.`,
  );
}

type Found = Pick<Available, 'where' | 'paths'> & Partial<Pick<Available, 'image' | 'version'>>;

async function tryWay(
  way: Way,
  component: Component,
  options: ProvideOptions & { readonly environment: NodeJS.ProcessEnv },
): Promise<Found | { reason: string }> {
  const { environment } = options;
  if (way === 'path') {
    const found = await findOnPath(component, environment.PATH ?? '');
    if ('reason' in found) return found;
    return { ...found, where: found.paths[component.binaries[0].name] ?? '' };
  }
  if (way === 'build') {
    const built = await build(component, options);
    return 'reason' in built ? built : { paths: built.paths, where: built.folder };
  }
  const { image } = component;
  const reason = (await whyNoEngine(environment)) ?? (await whyNoImage(image));
  if (reason !== undefined) return { reason };
  const paths = Object.fromEntries(component.binaries.map((binary) => [binary.name, binary.pathInImage]));
  return { image, paths, where: image };
}
