import { failure, parseAddress, parseName, type Result, success } from '@skywriter/core';
import { forgotten, type HostDns } from '../platform/host-dns.ts';

/**
 * Checks what callers may have from people: addresses, ports, names. Addresses come out canonical, each name
 * and server once. Problem: SKY_HOST_WANTED.
 */
export function checkWanted(wanted: HostDns): Result<HostDns> {
  const servers = [];
  for (const { address, port } of wanted.servers) {
    const parsed = parseAddress(address);
    if (!parsed.ok) return bad(`The server ${JSON.stringify(address)} is no IP address`);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      return bad(`The port ${port} of the server ${address} is none`);
    }
    servers.push({ address: parsed.value.text, port });
  }
  for (const name of [...wanted.domains, ...wanted.hosts.flatMap(({ names }) => names)]) {
    if (!parseName(name).ok) return bad(`${JSON.stringify(name)} is no DNS name`);
  }
  const hosts = [];
  for (const { address, names } of wanted.hosts) {
    const parsed = parseAddress(address);
    if (!parsed.ok) return bad(`The address ${JSON.stringify(address)} of ${names.join(' ')} is none`);
    hosts.push({ address: parsed.value.text, names: [...new Set(names)] });
  }
  if (wanted.domains.length > 0 && servers.length === 0)
    return bad('There are domains, and no server for them');
  return success({ ...wanted, servers: unique(servers), domains: [...new Set(wanted.domains)], hosts });
}

/** Whether nothing is asked for. */
export function isForgotten({ domains, hosts }: HostDns): boolean {
  return domains.length === forgotten.domains.length && hosts.length === forgotten.hosts.length;
}

function bad(what: string) {
  return failure(
    'SKY_HOST_WANTED',
    `${what}.`,
    'Give IPv4 or IPv6 addresses, ports from 1 to 65535, and DNS names such as cluster.local.',
  );
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
