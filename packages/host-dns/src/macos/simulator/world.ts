import type { Addresses, Question } from '../../machine/machine.ts';
import { type MemoryFiles, memoryFiles } from '../../testing/memory-files.ts';
import { NameServers } from '../../testing/name-servers.ts';

export interface SimulatedService {
  name: string;
  enabled: boolean;
  /** Set by somebody, and what DHCP or the router gave. */
  servers: readonly string[];
  dhcp: readonly string[];
}

/** A Mac, as documents and the experience of others describe it; nobody has compared it with a real one. */
export interface MacWorld {
  readonly files: MemoryFiles;
  readonly servers: NameServers;
  /** For each location. */
  readonly locations: Map<string, SimulatedService[]>;
  location: string;
  readonly loaded: Set<string>;
  boots: number;
  elevated: boolean;
  language: 'en' | 'de';
}

export function macWorld(services: readonly SimulatedService[]): MacWorld {
  const files = memoryFiles();
  const content = new TextEncoder().encode('127.0.0.1\tlocalhost\n');
  files.nodes.set('/etc/hosts', { is: 'file', content, mode: 0o644, uid: 0, gid: 0 });
  return {
    files,
    servers: new NameServers(),
    locations: new Map([['Automatic', [...services]]]),
    location: 'Automatic',
    loaded: new Set(),
    boots: 1,
    elevated: true,
    language: 'en',
  };
}

export function servicesOf(world: MacWorld): SimulatedService[] {
  return world.locations.get(world.location) ?? [];
}

/** launchd starts afresh with what stands in its folder; files and services stay. */
export function reboot(world: MacWorld): void {
  world.boots += 1;
  world.loaded.clear();
}

/** Everything that a user would miss if it were not as before. */
export function configurationOf({ files, locations }: MacWorld) {
  const kept = [...files.nodes.keys()]
    .filter((path) => !path.startsWith('/Library/Application Support/'))
    .sort()
    .map((path) => [path, files.text(path)] as const);
  const services = [...locations].map(([location, list]) => [
    location,
    list.map(({ name, enabled, servers }) => ({ name, enabled, servers })),
  ]);
  return { kept, services };
}

export interface ScopedResolver {
  readonly domain: string;
  readonly servers: readonly string[];
  readonly port: number;
}

export function scopedResolvers({ files }: MacWorld): readonly ScopedResolver[] {
  return [...files.nodes.keys()]
    .filter((path) => path.startsWith('/etc/resolver/'))
    .map((path) => {
      const text = files.text(path) ?? '';
      const values = (key: string) =>
        [...text.matchAll(new RegExp(`^${key} (\\S+)$`, 'gm'))].map(([, value = '']) => value);
      const port = Number(values('port')[0] ?? 53);
      return { domain: path.slice('/etc/resolver/'.length), servers: values('nameserver'), port };
    });
}

/** As mDNSResponder does: hosts file, the longest domain of a resolver file, the first service that leads anywhere. */
export function lookUp(world: MacWorld, question: Question): Addresses {
  const line = (world.files.text('/etc/hosts') ?? '')
    .split('\n')
    .map((text) => text.replace(/#.*/, '').trim().split(/\s+/))
    .find(([, ...names]) => names.includes(question.name));
  if (line?.[0] !== undefined) return { is: 'found', addresses: [line[0]] };
  const [scoped] = scopedResolvers(world)
    .filter(({ domain }) => `.${question.name}`.endsWith(`.${domain}`))
    .sort((a, b) => b.domain.length - a.domain.length);
  if (scoped !== undefined) return world.servers.askInTurn(scoped.servers, question);
  const primary = servicesOf(world).find(({ enabled, dhcp }) => enabled && dhcp.length > 0);
  if (primary === undefined) return { is: 'failed', reason: 'no network' };
  return world.servers.askInTurn(primary.servers.length > 0 ? primary.servers : primary.dhcp, question);
}
