import { isIPv6 } from 'node:net';
import { MARKER, type Server } from '../platform/host-dns.ts';
import type { ResolvConf } from './snapshot.ts';

const HEADER = `# Managed by ${MARKER}; goes away with "skywriter host reset".\n`;

/** systemd.dns-delegate(5) */
export function delegateFile(domains: readonly string[], servers: readonly Server[]): string {
  return `${HEADER}[Delegate]\nDNS=${servers.map(withPort).join(' ')}\nDomains=${domains.map((domain) => `~${domain}`).join(' ')}\nDefaultRoute=no\n`;
}

/** resolved.conf(5). `~.` makes these servers the only ones: without it, those of the links are asked too. */
export function resolvedFile(servers: readonly Server[]): string {
  return `${HEADER}[Resolve]\nDNS=${servers.map(withPort).join(' ')}\nDomains=~.\n`;
}

/** dnsmasq(8): all servers of a domain are asked until one answers. */
export function dnsmasqFile(domains: readonly string[], servers: readonly Server[]): string {
  const lines = domains.flatMap((domain) =>
    servers.map(({ address, port }) => `server=/${domain}/${address}${port === 53 ? '' : `#${port}`}\n`),
  );
  return HEADER + lines.join('');
}

/** NetworkManager.conf(5): global settings take the place of all, so the search list and options come along. */
export function networkManagerFile(servers: readonly Server[], { rest }: ResolvConf): string {
  const settings = (['search', 'options'] as const).flatMap((name) => {
    const words = wordsOf(rest, name);
    return words.length > 0 ? [`${name === 'search' ? 'searches' : name}=${words.join(',')}\n`] : [];
  });
  const addresses = servers.map(({ address }) => address).join(',');
  return `${HEADER}[global-dns]\n${settings.join('')}\n[global-dns-domain-*]\nservers=${addresses}\n`;
}

/** resolv.conf(5), and what resolvconf is told. */
export function nameserverLines(servers: readonly Server[]): string {
  return servers.map(({ address }) => `nameserver ${address}\n`).join('');
}

export function resolvConfText(servers: readonly Server[], { rest }: ResolvConf): string {
  return HEADER + nameserverLines(servers) + rest.map((line) => `${line}\n`).join('');
}

/** `192.0.2.1`, `192.0.2.1:5300`, `[2001:db8::1]:5300`. */
export function withPort({ address, port }: Server): string {
  if (port === 53) return address;
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The words of the last line of this name, which is the one that counts; only such as are plain. */
function wordsOf(lines: readonly string[], name: string): readonly string[] {
  const line = lines.findLast((candidate) => candidate.split(/\s+/)[0] === name);
  return (line ?? '')
    .split(/\s+/)
    .slice(1)
    .filter((word) => /^[A-Za-z0-9_.:-]+$/.test(word));
}
