import { MARKER, type Server } from '../platform/host-dns.ts';

export const RESOLVER_FOLDER = '/etc/resolver';
const HEADER = `# Managed by ${MARKER}\n`;

/** A file of `/etc/resolver` (resolver(5)): its name is the domain, and one port counts for all servers. */
export function resolverText(servers: readonly Server[]): string {
  const port = servers.find((server) => server.port !== 53)?.port;
  return [
    HEADER,
    ...servers.map(({ address }) => `nameserver ${address}\n`),
    ...(port === undefined ? [] : [`port ${port}\n`]),
  ].join('');
}

export function isOurs(text: string): boolean {
  return text.includes(MARKER);
}
