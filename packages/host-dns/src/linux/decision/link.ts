import { failure, type Result, success } from '@skywriter/core';
import type { Link, LinuxSnapshot } from '../snapshot.ts';
import type { Question } from './backend.ts';
import { linkTowards } from './routes.ts';

/**
 * The link whose resolver settings can carry the domains: resolved asks the servers of a link over that link
 * only, so it must lead there; and it may have no servers of its own, since ours would take their place.
 * Problem: `SKY_HOST_LINK`.
 */
export function chooseLink(
  { links, routes }: LinuxSnapshot,
  question: Pick<Question, 'servers' | 'domains' | 'link'>,
): Result<string> {
  const { servers, link: named } = question;
  if (named !== undefined) {
    const link = links.find(({ name }) => name === named);
    if (link === undefined) return unfit(`There is no link ${JSON.stringify(named)}`);
    return fit(link, question);
  }
  const ways = new Set(servers.map((server) => linkTowards(routes, withoutPort(server))));
  const [way] = ways;
  if (way === undefined) return unfit(`No route leads to ${servers.join(', ')}`);
  if (ways.size > 1) return unfit(`The servers ${servers.join(', ')} are on different links`);
  const link = links.find(({ name }) => name === way);
  if (link === undefined) return unfit(`The route to ${servers.join(', ')} has no link`);
  return fit(link, question);
}

function fit(
  { name, carrier, addresses, servers: own, domains: present }: Link,
  { servers, domains }: Pick<Question, 'servers' | 'domains'>,
): Result<string> {
  if (name === 'lo')
    return unfit('The servers are on this machine, and systemd-resolved asks nobody over lo');
  if (!carrier) return unfit(`The link ${name} is down`);
  if (addresses.length === 0) return unfit(`The link ${name} has no address but link-local ones`);
  const others = own.filter((server) => !servers.includes(server));
  // Servers for nothing but our domains are ours from before, at another address.
  const forOurs =
    present.every((domain) => domain.startsWith('~')) &&
    present.some((domain) => domains.some((ours) => domain === `~${ours}`));
  if (others.length > 0 && !forOurs) {
    return unfit(
      `The link ${name} has DNS servers of its own (${others.join(', ')}), which ours would replace`,
    );
  }
  return success(name);
}

function unfit(message: string): Result<never> {
  return failure(
    'SKY_HOST_LINK',
    `${message}, so systemd-resolved cannot ask for the domains there.`,
    'Name a link that leads to the servers, is up and has no DNS servers of its own; or use systemd 258 or later, which needs none.',
  );
}

/** `192.0.2.1:5300` and `[2001:db8::1]:5300` as the address alone. */
function withoutPort(server: string): string {
  return /^\[(.+)\]/.exec(server)?.[1] ?? /^(\d+\.[\d.]+)(?::\d+)?$/.exec(server)?.[1] ?? server;
}
