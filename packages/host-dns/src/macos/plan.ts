import { failure, isWithin, type Name, type Problem, parseName, type Result, success } from '@skywriter/core';
import type { HostDns } from '../platform/host-dns.ts';
import { type Part, planOf } from '../platform/part.ts';
import type { Plan } from '../platform/platform.ts';
import { RESOLVER_FOLDER_KIND } from './kinds/resolver-folder.ts';
import { SERVICE_DNS, serviceTarget } from './kinds/service-dns.ts';
import { isOurs, RESOLVER_FOLDER, resolverText } from './resolver-text.ts';
import { HOSTS, type MacService, type MacSnapshot } from './snapshot.ts';

export const RESOLVER_FILE = 'resolver-file';

/** Problems: SKY_HOST_DOMAIN, SKY_HOST_PORT, SKY_HOST_FOREIGN_FILE, SKY_HOST_ADAPTER, those of the hosts file. */
export function planMac(snapshot: MacSnapshot, wanted: HostDns): Result<Plan> {
  const ways = {
    split: () => planResolvers(snapshot, wanted),
    adapter: () => planServices(snapshot, wanted),
  };
  return planOf(wanted, ways, { path: HOSTS, text: snapshot.hosts });
}

function planResolvers(snapshot: MacSnapshot, { domains, servers }: HostDns): Result<Part> {
  if (new Set(servers.map(({ port }) => port)).size > 1) {
    return failure(
      'SKY_HOST_PORT',
      'A resolver file of macOS has one port for all its servers, and these have several.',
      'Name servers that all listen at the same port.',
    );
  }
  const foreign = domains.find((domain) => {
    const text = snapshot.resolverFiles[domain];
    return text !== undefined && !isOurs(text);
  });
  if (foreign !== undefined) {
    return failure(
      'SKY_HOST_FOREIGN_FILE',
      `${RESOLVER_FOLDER}/${foreign} is there already, and not ours.`,
      'Remove it, if the program that wrote it (minikube, Telepresence, a VPN) needs it no longer.',
    );
  }
  const ours = Object.values(snapshot.resolverFiles);
  // Where others have files, or an empty folder was made by somebody, the folder is not ours to remove.
  const folderIsOurs = !snapshot.resolverFolder || (ours.length > 0 && ours.every(isOurs));
  const folder = { setting: { kind: RESOLVER_FOLDER_KIND, target: RESOLVER_FOLDER }, desired: 'ours' };
  return success({
    backend: RESOLVER_FOLDER,
    steps: [
      ...(folderIsOurs ? [folder] : []),
      ...domains.map((domain) => ({
        setting: { kind: RESOLVER_FILE, target: `${RESOLVER_FOLDER}/${domain}` },
        desired: resolverText(servers),
      })),
    ],
    warnings: [...dotLocal(domains), ...portOfLoopback(servers), ...alsoElsewhere(snapshot, domains)],
    facts: [`folder=${snapshot.resolverFolder ? 'yes' : 'no'}`, `files=${ours.length}`],
  });
}

const LOCAL = parseName('local');

function dotLocal(domains: readonly Name[]): readonly Problem[] {
  const found = domains.filter((domain) => LOCAL.ok && isWithin(domain, LOCAL.value));
  return found.map((domain) => ({
    code: 'SKY_HOST_DOT_LOCAL',
    message: `${domain} lies in .local, which macOS also asks Bonjour for: a question that no server answers takes 5 s.`,
    hint: 'See that the server answers AAAA questions too, if only that there is no such record.',
  }));
}

function portOfLoopback(servers: HostDns['servers']): readonly Problem[] {
  const found = servers.filter(({ address, port }) => port !== 53 && /^(?:127\.|::1$)/.test(address));
  return found.map(({ address, port }) => ({
    code: 'SKY_HOST_PORT_LOOPBACK',
    message: `Some versions of macOS ask a server at ${address} at port 53, whatever port (${port}) its file names.`,
    hint: 'Let it listen at port 53, or at an address of another interface.',
  }));
}

function alsoElsewhere(
  { resolvers, resolverFiles }: MacSnapshot,
  domains: readonly Name[],
): readonly Problem[] {
  return domains.flatMap((domain) => {
    const other = resolvers.find((resolver) => !resolver.scoped && resolver.domain === domain);
    if (other === undefined || resolverFiles[domain] !== undefined) return [];
    return [
      {
        code: 'SKY_HOST_RESOLVER_TWICE',
        message: `macOS already asks ${other.servers.join(', ') || 'somebody'} for ${domain}, by a VPN or a profile.`,
        hint: 'See which of the two answers; they have no order that can be relied on.',
      },
    ];
  });
}

/** Services of VPNs bring their servers along. */
const VPN = /\b(?:vpn|wireguard|tailscale|netbird|zerotier|anyconnect|globalprotect|ppp|l2tp|ikev2)\b/i;

/** Services that are to ask the proxy. */
export function carriersOf({ services }: MacSnapshot, { adapters }: HostDns): readonly MacService[] {
  if (adapters !== undefined) return services.filter(({ name }) => adapters.includes(name));
  return services.filter(({ name, enabled }) => enabled && !VPN.test(name));
}

function planServices(snapshot: MacSnapshot, wanted: HostDns): Result<Part> {
  const port = wanted.servers.find((server) => server.port !== 53);
  if (port !== undefined) {
    return failure(
      'SKY_HOST_PORT',
      `Network services are asked at port 53 only, and the proxy ${port.address} listens at ${port.port}.`,
      'Let the proxy listen at port 53 of this address.',
    );
  }
  const names = snapshot.services.map(({ name }) => name);
  const missing = wanted.adapters?.find((name) => !names.includes(name));
  if (missing !== undefined) {
    return failure(
      'SKY_HOST_ADAPTER',
      `There is no network service ${JSON.stringify(missing)}.`,
      `Name one of these: ${names.map((name) => JSON.stringify(name)).join(', ')}.`,
    );
  }
  const carriers = carriersOf(snapshot, wanted);
  const servers = wanted.servers.map(({ address }) => address);
  return success({
    backend: 'networksetup',
    steps: carriers.map(({ name }) => ({
      setting: { kind: SERVICE_DNS, target: serviceTarget(snapshot.location, name) },
      desired: servers,
    })),
    warnings: [],
    facts: snapshot.services.map(
      (service) =>
        `${JSON.stringify(service.name)}=${carriers.includes(service) ? 'carrier' : service.enabled ? 'left' : 'disabled'}`,
    ),
  });
}
