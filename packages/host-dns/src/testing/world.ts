import type { Json } from '../setting/setting.ts';
import { type MemoryFiles, memoryFiles } from './memory-files.ts';

/** A simulated computer: what outlives its processes. */
export interface World {
  readonly files: MemoryFiles;
  /** Settings of links: several fields, each set by a command of its own, all lost at a start. */
  readonly links: Map<string, { readonly [field: string]: Json }>;
  /** Settings of adapters: one list for each network that an adapter remembers. */
  readonly adapters: Map<string, Adapter>;
  /** What the resolver has read of its folder, which it does at a start and when told. */
  readonly loaded: Map<string, string>;
  /** Which processes live, and since when. */
  readonly processes: Map<number, string>;
  boot: number;
}

export interface Adapter {
  readonly present: boolean;
  readonly network: string;
  readonly servers: Readonly<Record<string, readonly string[]>>;
}

export const STATE_FOLDER = '/var/lib/sim';
export const VOLATILE_FOLDER = '/run/';
export const RESOLVER_FOLDER = '/etc/resolver/';
export const LINK = 'eth0';

/** What the system sets at every start, before anybody else. */
const bootLink = { servers: ['10.1.1.1'], domains: [], route: true };

export function newWorld(files: Readonly<Record<string, string>> = {}): World {
  const world: World = {
    files: memoryFiles(),
    links: new Map([[LINK, bootLink]]),
    adapters: new Map([
      ['{ETHERNET}', { present: true, network: 'wire', servers: { wire: ['10.0.0.53', '10.0.0.54'] } }],
      ['{WIFI}', { present: true, network: 'home', servers: { home: [], office: ['10.9.9.9'] } }],
    ]),
    loaded: new Map(),
    processes: new Map(),
    boot: 1,
  };
  for (const [path, text] of Object.entries(files)) {
    const content = new TextEncoder().encode(text);
    world.files.nodes.set(path, { is: 'file', content, mode: 0o644, uid: 0, gid: 0 });
  }
  reload(world);
  return world;
}

/** The resolver reads its folder. */
export function reload(world: World): void {
  world.loaded.clear();
  for (const path of world.files.nodes.keys()) {
    if (path.startsWith(RESOLVER_FOLDER)) world.loaded.set(path, world.files.text(path) ?? '');
  }
}

/** Everything ends, and what was only in memory is gone. */
export function reboot(world: World): void {
  world.boot += 1;
  world.processes.clear();
  world.links.set(LINK, bootLink);
  for (const path of world.files.nodes.keys()) {
    if (path.startsWith(VOLATILE_FOLDER)) world.files.nodes.delete(path);
  }
  reload(world);
}

export function changeAdapter(world: World, name: string, change: Partial<Adapter>): void {
  const adapter = world.adapters.get(name);
  if (adapter !== undefined) world.adapters.set(name, { ...adapter, ...change });
}

/** Everything that must be as before: all but our own notes. */
export function settingsOf(world: World): Readonly<Record<string, Json>> {
  const files = [...world.files.nodes]
    .filter(([path, node]) => !path.startsWith(STATE_FOLDER) && node.is !== 'folder')
    .map(([path, node]): [string, Json] => [
      `file ${path}`,
      node.is === 'file' ? (world.files.text(path) ?? null) : node.is,
    ]);
  return Object.fromEntries([
    ...files.sort(byName),
    ...[...world.loaded].sort(byName).map(([path, text]): [string, Json] => [`loaded ${path}`, text]),
    ...[...world.links].map(([name, value]): [string, Json] => [`link ${name}`, value]),
    ...[...world.adapters].map(([name, { servers }]): [string, Json] => [`adapter ${name}`, servers]),
  ]);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
