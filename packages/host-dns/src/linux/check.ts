import { failure, parseAddress, type Result, success } from '@skywriter/core';
import type { HostDns } from '../platform/host-dns.ts';
import { checkDomains } from '../platform/part.ts';

/** Letters and digits that no shell, resolver or unit file reads as anything else; the kernel allows more. */
const LINK = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/;

/**
 * Refuses what would mean something else in a command or a configuration file, whoever made it.
 * Problems: `SKY_HOST_DOMAIN`, `SKY_HOST_SERVER`, `SKY_HOST_LINK`, `SKY_HOST_ADAPTER`.
 */
export function check(wanted: HostDns): Result<void> {
  const domains = checkDomains(wanted.domains);
  if (!domains.ok) return domains;
  for (const { address, port } of wanted.servers) {
    const parsed = parseAddress(address);
    const canonical = parsed.ok && parsed.value.text === address;
    if (!canonical || !Number.isInteger(port) || port < 1 || port > 65535) {
      return failure(
        'SKY_HOST_SERVER',
        `${JSON.stringify(address)} port ${port} is no server.`,
        'Write an IPv4 or IPv6 address and a port from 1 to 65535.',
      );
    }
  }
  if (wanted.link !== undefined && !LINK.test(wanted.link)) {
    return failure(
      'SKY_HOST_LINK',
      `${JSON.stringify(wanted.link)} is no name of a link.`,
      'Write a name that "ip link" shows, such as eth0.',
    );
  }
  if (wanted.adapters !== undefined) {
    return failure(
      'SKY_HOST_ADAPTER',
      'Linux has one list of DNS servers for all adapters, so it cannot be set for some of them.',
      'Leave the adapters out.',
    );
  }
  return success(undefined);
}
