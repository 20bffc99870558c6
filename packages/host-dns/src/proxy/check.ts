import { isIP } from 'node:net';
import { isBelow, type Name, parseName } from '@skywriter/core';
import { endpointText } from '../forwarder/routes.ts';
import type { HostDns, Server } from '../platform/host-dns.ts';
import type { Finding } from '../platform/platform.ts';
import { type ProxyFile, plainServer, readProxyFile, type UpstreamLine } from './read.ts';

/** The domains of the cluster, and who serves them. */
export type Cluster = Pick<HostDns, 'domains' | 'servers'>;

type Seen = Omit<Finding, 'check'>;
type Look = (file: ProxyFile, cluster: Cluster) => readonly Seen[];

const error = (evidence: string, fix: string): Seen => ({ severity: 'error', evidence, fix });
const warning = (evidence: string, fix: string): Seen => ({ severity: 'warning', evidence, fix });

/**
 * What is wrong with a `dnsproxy.yaml`, whoever wrote it; a check that finds nothing says `ok`. Pure: the file is
 * read with dnsproxy's eyes, and nobody is asked.
 */
export function checkProxyConfiguration(text: string, cluster: Cluster): readonly Finding[] {
  const file = readProxyFile(text);
  if (file === undefined) {
    const fix = 'Write it anew, from keys and values, or let `proxyYaml` write it.';
    return [
      { check: 'yaml', ...error('The file is no YAML of keys and values, so dnsproxy does not start.', fix) },
    ];
  }
  return Object.entries(looks).flatMap(([check, look]): readonly Finding[] => {
    const found = look(file, cluster);
    if (found.length > 0) return found.map((one) => ({ check, ...one }));
    return [{ check, severity: 'ok', evidence: 'Nothing is wrong.', fix: '' }];
  });
}

const looks: Readonly<Record<string, Look>> = {
  keys: ({ faults }) =>
    faults.map((fault) => {
      if (fault.is === 'no value') {
        return error(
          `${fault.key} has no such value, so dnsproxy does not start.`,
          'Give it a value of its kind.',
        );
      }
      const fix = fault.meant === undefined ? 'Remove it.' : `Write ${fault.meant}.`;
      return error(`dnsproxy has no key "${fault.key}"; it ignores that one, and says nothing.`, fix);
    }),
  'listen addresses': ({ listen }) => {
    const fix = 'Name each address of this machine that shall answer, such as 172.19.1.1.';
    if (listen.length === 0)
      return [error('There is no listen-addrs, so it listens on 0.0.0.0: on every network.', fix)];
    return listen.flatMap((address) => {
      if (isIP(address) === 0) return [error(`"${address}" is no address, so dnsproxy does not start.`, fix)];
      const isWildcard = /^(?:0\.0\.0\.0|[0:]+)$/.test(address);
      return isWildcard
        ? [error(`${address} stands for all addresses: it answers on every network.`, fix)]
        : [];
    });
  },
  'listen ports': ({ ports }) =>
    ports
      .filter((port) => port === 0)
      .map(() =>
        error(
          'The system chooses what stands for port 0, and another for TCP than for UDP, so nobody finds it.',
          'Write 53, or leave listen-ports out.',
        ),
      ),
  upstreams: ({ upstreams }) => {
    const unreadable = [...upstreams]
      .filter((line) => !line.readable)
      .map(({ text }) =>
        error(
          `The upstream "${text}" cannot be read, so dnsproxy does not start.`,
          'Write an address, or [/domain/]address.',
        ),
      );
    const files = upstreams
      .flatMap(({ servers }) => servers)
      .filter((server) => /^[./\\]|^[a-z]:[\\/]/i.test(server))
      .map((path) =>
        warning(`${path} is a file, and what it holds is not checked here.`, 'Write its lines here.'),
      );
    const rest = restOf(upstreams);
    const fix = 'Write the servers that the machine asked before as upstreams without a domain.';
    if (rest.length === 0)
      return [
        ...unreadable,
        error('No upstream is without a domain, so dnsproxy does not start.', fix),
        ...files,
      ];
    if (rest.length > 1 || files.length > 0) return [...unreadable, ...files];
    const only = `${rest[0] ?? ''} is the only upstream for everything: when it is away, so is all DNS.`;
    return [...unreadable, warning(only, 'Write every server that the machine had.')];
  },
  'domain rules': ({ upstreams }, { domains, servers }) =>
    domains.flatMap((domain) => {
      const rule = upstreams.filter((line) => line.domains.includes(domain)).flatMap((line) => line.servers);
      if (rule.length === 0 && upstreams.some((line) => covers(line, domain))) return [];
      const fix = `Write [/${domain}/]${servers.map(endpointText).join(' ')}.`;
      if (rule.length === 0)
        return [error(`No upstream is for ${domain}, so its names are asked of the others.`, fix)];
      const asked = rule
        .map((server) => plainServer(server))
        .map((server) => (server ? endpointText(server) : ''));
      const others = servers.map(endpointText).filter((server) => !asked.includes(server));
      return others.length === 0 ? [] : [warning(`For ${domain} it does not ask ${others.join(', ')}.`, fix)];
    }),
  'too wide a domain': ({ upstreams }, { domains, servers }) =>
    upstreams.flatMap((line) => {
      const toCluster = line.servers.filter((text) => isOneOf(plainServer(text), servers));
      return line.domains.flatMap((wide) => {
        const narrow = domains.filter((domain) => isAbove(wide, domain));
        if (narrow.length === 0 || toCluster.length === 0) return [];
        const evidence =
          `"${line.text}" sends all of ${wide} to ${toCluster.join(', ')}, which serves ${narrow.join(', ')} only: ` +
          `what it does not know, such as printer.${wide}, comes back to this proxy, and goes round until somebody gives up.`;
        return [error(evidence, `Write [/${narrow.join('/')}/]${toCluster.join(' ')}.`)];
      });
    }),
  'asks itself': ({ upstreams, fallbacks, listen, ports }) =>
    [...upstreams, ...fallbacks]
      .flatMap(({ servers }) => servers)
      .filter((text) => {
        const server = plainServer(text);
        const own = ports.length === 0 ? [53] : ports;
        return server !== undefined && own.includes(server.port) && listen.includes(server.address);
      })
      .map((text) =>
        error(`${text} is where it listens itself.`, 'Write the servers that the machine had before.'),
      ),
  fallback: ({ fallbacks }, { domains }) => {
    const rest = restOf(fallbacks);
    const leaks = domains.filter(
      (domain) => rest.length > 0 && !fallbacks.some((line) => covers(line, domain)),
    );
    return leaks.map((domain) =>
      error(
        `While the servers of ${domain} are away, its names are asked of the fallback ${rest.join(', ')}, which is none of its servers.`,
        `Leave fallback out, or add [/${domain}/] with its own servers to it.`,
      ),
    );
  },
  'hosts files': ({ values }) =>
    values.get('hosts-file-enabled') === false
      ? []
      : [
          warning(
            'It answers from the hosts file of this machine too, and ends where there is none.',
            'Write hosts-file-enabled: false; the system reads its hosts file itself.',
          ),
        ],
  'private addresses': ({ values }) => {
    const servers = values.get('private-rdns-upstream');
    const none = !Array.isArray(servers) || servers.length === 0;
    if (values.get('use-private-rdns') !== true || !none) return [];
    return [
      error(
        'Names of private addresses shall have servers of their own (use-private-rdns), and none are given, so dnsproxy does not start.',
        'Write private-rdns-upstream, or leave use-private-rdns out.',
      ),
    ];
  },
  'rate limit': ({ values }) => {
    const limit = values.get('ratelimit');
    if (typeof limit !== 'number' || limit === 0) return [];
    const evidence = `Beyond ${limit} queries a second a client is not answered at all, and this machine is one client.`;
    return [warning(evidence, 'Leave ratelimit out.')];
  },
  cache: ({ values }) => {
    if (values.get('cache') !== true) return [];
    const longest = values.get('cache-max-ttl');
    const fix = 'Write cache: false (the system has a cache), or cache-max-ttl: 30 without cache-min-ttl.';
    const old = values.get('cache-optimistic') === true || Number(values.get('cache-min-ttl') ?? 0) > 30;
    if (old) return [warning('It answers with records that do not hold any more.', fix)];
    const isShort = typeof longest === 'number' && longest > 0 && longest <= 30;
    return isShort
      ? []
      : [warning('It keeps records as long as their servers say, so a change counts late.', fix)];
  },
  timeout: ({ values }) => {
    const seconds = secondsOf(values.get('timeout') ?? '10s');
    if (seconds !== undefined && seconds <= 2) return [];
    const evidence = `It waits ${String(values.get('timeout') ?? '10s')} for a server that is away; the programs that ask do not.`;
    return [warning(evidence, 'Write timeout: 2s.')];
  },
};

function restOf(lines: readonly UpstreamLine[]): readonly string[] {
  return lines.filter(({ domains }) => domains.length === 0).flatMap(({ servers }) => servers);
}

function covers({ domains }: UpstreamLine, domain: Name): boolean {
  return domains.some((wide) => wide === domain || isAbove(wide, domain));
}

function isAbove(wide: string, domain: Name): boolean {
  const name = parseName(wide.replace(/^\*\./, ''));
  return name.ok && isBelow(domain, name.value);
}

function isOneOf(server: Server | undefined, servers: readonly Server[]): boolean {
  return server !== undefined && servers.some(({ address }) => address === server.address);
}

/** A duration of Go, if it is one of the usual: `2s`, `500ms`, `1m30s`. */
function secondsOf(text: unknown): number | undefined {
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  const parts = [...String(text).matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.map(([part]) => part).join('') !== String(text) || parts.length === 0) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
}
