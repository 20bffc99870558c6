import type { Result } from '@skywriter/core';
import { success } from '@skywriter/core';
import { stringify } from 'yaml';
import { checkListen } from '../forwarder/listen/listen.ts';
import { checkServers, createRoutes, endpointText, type Rule } from '../forwarder/routes.ts';
import type { HostDns, Server } from '../platform/host-dns.ts';
import { MARKER } from '../platform/host-dns.ts';

/** What AdGuard dnsproxy shall do. There is no key for anything that goes wrong. */
export interface ProxyConfiguration {
  /** Specific addresses of this machine. */
  readonly listen: readonly string[];
  /** Of UDP and TCP, on all of them. */
  readonly port: number;
  /** Domains that have servers of their own. */
  readonly rules: readonly Rule[];
  /** Who is asked for everything else; dnsproxy does not start without. */
  readonly upstreams: readonly Server[];
}

/** Which servers the proxy asks for the domains; for mode `adapter`, give those of the domains, not the proxy. */
export function dnsProxyRules({ domains, servers }: Pick<HostDns, 'domains' | 'servers'>): readonly Rule[] {
  return domains.map((domain) => ({ domain, servers }));
}

/**
 * The configuration as the text of `dnsproxy.yaml`. There is no `fallback`, which would be told the names of the
 * domains whenever their servers are away; no cache, since every system has one above it and records shall
 * count at once; and hosts files are the system's to read. Problems: SKY_FORWARDER_LISTEN,
 * SKY_FORWARDER_RULE, SKY_FORWARDER_SERVER, SKY_PROXY_UPSTREAM.
 */
export function proxyYaml({ listen, port, rules, upstreams }: ProxyConfiguration): Result<string> {
  const addresses = checkListen(listen.map((address) => ({ address, port })));
  if (!addresses.ok) return addresses;
  const routes = createRoutes(rules, upstreams);
  if (!routes.ok) return routes;
  const rest = checkServers(upstreams);
  if (!rest.ok) return rest;
  if (rest.value.length === 0 || port === 0) return missing(port);
  const lines = routes.value.all.flatMap(({ domain, upstreams: servers }) => {
    const texts = servers.map(({ server }) => endpointText(server));
    return domain === undefined ? texts : [`[/${domain}/]${texts.join(' ')}`];
  });
  const content = {
    'listen-addrs': addresses.value.map(({ address }) => address),
    'listen-ports': [port],
    upstream: lines,
    // The first answer of several servers counts, so that a dead one costs nothing.
    'upstream-mode': 'parallel',
    timeout: '2s',
    cache: false,
    'hosts-file-enabled': false,
    'use-private-rdns': false,
    'refuse-any': true,
    dnssec: false,
    ratelimit: 0,
  };
  return success(`# Managed by ${MARKER}\n${stringify(content)}`);
}

function missing(port: number): Result<never> {
  return {
    ok: false,
    problem: {
      code: 'SKY_PROXY_UPSTREAM',
      message:
        port === 0
          ? 'Port 0 is another for TCP than for UDP.'
          : 'dnsproxy does not start without a server for everything else.',
      hint: 'Give a port from 1 to 65535, and the servers that the machine asked before.',
    },
  };
}
