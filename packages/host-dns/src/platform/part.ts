import { failure, type Name, type Problem, type Result, success } from '@skywriter/core';
import { planHosts } from '../hosts/plan.ts';
import type { HostDns } from './host-dns.ts';
import type { Plan, Step } from './platform.ts';

/** What one way of reaching the wanted state comes to, without the hosts file, which goes beside all of them. */
export interface Part {
  readonly backend: string;
  readonly steps: readonly Step[];
  readonly warnings: readonly Problem[];
  /** What it was decided by, in one line with all else: `policy-key=no`. */
  readonly facts: readonly string[];
}

/** How a system does either mode; asked only where there is something to do. */
export interface Ways {
  split(wanted: HostDns): Result<Part>;
  adapter(wanted: HostDns): Result<Part>;
}

/** The plan of a system that has one way for each mode. Problems: SKY_HOST_DOMAIN, those of the ways and of the hosts file. */
export function planOf(
  wanted: HostDns,
  ways: Ways,
  { path, text }: { readonly path: string; readonly text: Parameters<typeof planHosts>[1] },
): Result<Plan> {
  const checked = checkDomains(wanted.domains);
  if (!checked.ok) return checked;
  const hosts = planHosts(path, text, wanted.hosts);
  if (!hosts.ok) return hosts;
  const part = partOf(wanted, ways);
  if (!part.ok) return part;
  const { backend, facts, steps, warnings } = part.value;
  return success({
    backend,
    explanation: `dns: [${[`mode=${wanted.mode}`, ...facts, `ret=${backend}`].join(' ')}]`,
    steps: [...steps, ...hosts.value.steps],
    warnings: [...warnings, ...hosts.value.warnings],
  });
}

function partOf(wanted: HostDns, ways: Ways): Result<Part> {
  if (wanted.mode === 'adapter' && wanted.servers.length > 0) return ways.adapter(wanted);
  if (wanted.mode === 'split' && wanted.domains.length > 0) return ways.split(wanted);
  const backend = wanted.hosts.length > 0 ? 'hosts' : 'none';
  return success({ backend, steps: [], warnings: [], facts: [] });
}

/** Refuses what would mean something else in a command or a configuration file, whoever made it. */
export function checkDomains(domains: readonly Name[]): Result<void> {
  const other = domains.find((domain) => !/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/.test(domain));
  if (other === undefined) return success(undefined);
  return failure(
    'SKY_HOST_DOMAIN',
    `${JSON.stringify(other)} is no domain with everything below it.`,
    'Write a domain such as cluster.local, without a wildcard.',
  );
}
