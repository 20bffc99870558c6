import { BlockList } from 'node:net';
import { isWithin, parseName } from '@skywriter/core';
import { linesOutside } from '../hosts/block.ts';
import type { HostDns } from '../platform/host-dns.ts';
import type { Finding } from '../platform/platform.ts';
import { carriersOf } from './plan.ts';
import type { MacSnapshot } from './snapshot.ts';

type Seen = Omit<Finding, 'check'>;
type Check = (snapshot: MacSnapshot, wanted: HostDns) => readonly Seen[];

/** What is known to keep names from being found on a Mac, or to be left behind. */
export function examineMac(snapshot: MacSnapshot, wanted: HostDns): readonly Finding[] {
  return checks.flatMap(([check, look]) => look(snapshot, wanted).map((seen) => ({ check, ...seen })));
}

const checks: readonly (readonly [string, Check])[] = [
  ['resolver-in-effect', resolverInEffect],
  ['left-servers', leftServers],
  ['services', services],
  ['dot-local', dotLocal],
  ['route', route],
  ['hosts-file', hostsFile],
];

const ok = (evidence: string): readonly Seen[] => [{ severity: 'ok', evidence, fix: '' }];

function resolverInEffect({ resolvers }: MacSnapshot, { mode, domains, servers }: HostDns): readonly Seen[] {
  if (mode !== 'split') return [];
  return domains.flatMap((domain): readonly Seen[] => {
    const own = resolvers.filter((resolver) => resolver.domain === domain && !resolver.scoped);
    const right = own.some((resolver) =>
      servers.some(({ address, port }) => resolver.servers.includes(address) && resolver.port === port),
    );
    if (right && own.length === 1) return ok(`macOS asks ${own[0]?.servers.join(', ') ?? ''} for ${domain}.`);
    const evidence =
      own.length === 0
        ? `macOS has no resolver for ${domain}.`
        : `macOS asks ${own.map((resolver) => resolver.servers.join(', ')).join(' and ')} for ${domain}.`;
    return [
      {
        severity: 'error',
        evidence,
        fix: 'Run `skywriter host apply`; see whether a VPN has the same domain.',
      },
    ];
  });
}

function leftServers(snapshot: MacSnapshot, { mode, servers }: HostDns): readonly Seen[] {
  if (mode === 'adapter') return [];
  const left = snapshot.services
    .filter((service) => servers.some(({ address }) => service.servers.includes(address)))
    .map(({ name }) => JSON.stringify(name));
  if (left.length === 0) return ok('No network service asks the servers of the cluster for everything.');
  const evidence = `These network services ask the servers of the cluster for everything: ${left.join(', ')}.`;
  return [{ severity: 'error', evidence, fix: 'Run `skywriter host reset`.' }];
}

function services(snapshot: MacSnapshot, wanted: HostDns): readonly Seen[] {
  if (wanted.mode !== 'adapter') return [];
  const list = wanted.servers.map(({ address }) => address).join();
  const others = carriersOf(snapshot, wanted)
    .filter((service) => service.servers.join() !== list)
    .map(({ name }) => JSON.stringify(name));
  if (others.length === 0) return ok('Every network service asks the proxy.');
  const evidence = `These network services do not ask the proxy: ${others.join(', ')}.`;
  return [{ severity: 'error', evidence, fix: 'Run `skywriter host apply` again.' }];
}

const LOCAL = parseName('local');

function dotLocal(_: MacSnapshot, { domains }: HostDns): readonly Seen[] {
  return domains
    .filter((domain) => LOCAL.ok && isWithin(domain, LOCAL.value))
    .map((domain) => ({
      severity: 'warning',
      evidence: `${domain} lies in .local, which macOS also asks Bonjour for.`,
      fix: 'See that the server answers AAAA questions at once, if only that there is no such record.',
    }));
}

/** A default route leads anywhere, and so tells nothing of the cluster's network. */
function route({ routes }: MacSnapshot, { mode, servers }: HostDns): readonly Seen[] {
  const list = new BlockList();
  for (const prefix of routes) {
    const [network = '', bits = ''] = prefix.split('/');
    if (bits !== '0') list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return (mode === 'hosts' ? [] : servers).flatMap(({ address }): readonly Seen[] => {
    if (list.check(address, address.includes(':') ? 'ipv6' : 'ipv4'))
      return ok(`There is a route to ${address}.`);
    const evidence = `There is no route to ${address} but the default one.`;
    return [{ severity: 'warning', evidence, fix: 'See that the machine of the cluster runs.' }];
  });
}

function hostsFile({ hosts }: MacSnapshot, wanted: HostDns): readonly Seen[] {
  const names = linesOutside(hosts ?? new Uint8Array())
    .flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1))
    .flatMap((text) => {
      const name = parseName(text);
      return name.ok ? [name.value] : [];
    });
  const found = names.filter((name) => wanted.domains.some((domain) => isWithin(name, domain)));
  if (found.length === 0) return ok('The hosts file has no names of the domains outside of our block.');
  const evidence = `The hosts file has these names itself, and goes before every server: ${found.join(', ')}.`;
  return [{ severity: 'warning', evidence, fix: 'Remove these lines, if nobody needs them.' }];
}
