import { failure, type Name, parseAddress, parseName, type Result, success } from '@skywriter/core';
import type { Server } from '../platform/host-dns.ts';
import { Upstream } from './upstream/health.ts';

/** A domain with everything below it, and who alone is asked for it: never anybody else, whatever they answer. */
export interface Rule {
  readonly domain: Name;
  readonly servers: readonly Server[];
}

/** Where queries go. */
export interface Route {
  /** Undefined for all that no rule has. */
  readonly domain: Name | undefined;
  readonly upstreams: readonly Upstream[];
}

/** The servers of each domain, and those of all the rest. */
export class Routes {
  readonly #rules: ReadonlyMap<string, Route>;
  readonly #rest: Route;

  constructor(rules: ReadonlyMap<string, Route>, rest: Route) {
    this.#rules = rules;
    this.#rest = rest;
  }

  get all(): readonly Route[] {
    return [...this.#rules.values(), this.#rest];
  }

  /** The longest rule that has the name; by labels, so that `notcluster.local` is none of `cluster.local`. */
  of(name: string): Route {
    for (let rest = name; rest !== ''; ) {
      const route = this.#rules.get(rest);
      if (route !== undefined) return route;
      const dot = rest.indexOf('.');
      rest = dot === -1 ? '' : rest.slice(dot + 1);
    }
    return this.#rest;
  }

  /** The same rules with other servers for the rest; what is known of the servers that stay, stays. */
  withRest(servers: readonly Server[]): Routes {
    const known = new Map(this.#rest.upstreams.map((upstream) => [endpointText(upstream.server), upstream]));
    const upstreams = servers.map((server) => known.get(endpointText(server)) ?? new Upstream(server));
    return new Routes(this.#rules, { domain: undefined, upstreams });
  }
}

/** Problems: SKY_FORWARDER_RULE, SKY_FORWARDER_SERVER. */
export function createRoutes(rules: readonly Rule[], rest: readonly Server[]): Result<Routes> {
  const routes = new Map<string, Route>();
  for (const { domain, servers } of rules) {
    const name = parseName(domain);
    if (!name.ok || name.value.startsWith('*')) {
      return badRule(`${JSON.stringify(domain)} is no domain`);
    }
    if (servers.length === 0) return badRule(`The rule of ${domain} has no server`);
    if (routes.has(name.value)) return badRule(`There are two rules of ${domain}`);
    const checked = checkServers(servers);
    if (!checked.ok) return checked;
    routes.set(name.value, { domain: name.value, upstreams: checked.value.map((one) => new Upstream(one)) });
  }
  const checked = checkServers(rest);
  if (!checked.ok) return checked;
  const upstreams = checked.value.map((server) => new Upstream(server));
  return success(new Routes(routes, { domain: undefined, upstreams }));
}

/** Each once, as addresses are written canonically. Problem: SKY_FORWARDER_SERVER. */
export function checkServers(servers: readonly Server[]): Result<readonly Server[]> {
  const checked = new Map<string, Server>();
  for (const { address, port } of servers) {
    const parsed = parseAddress(address);
    if (!parsed.ok || !Number.isInteger(port) || port < 1 || port > 65_535) {
      return failure(
        'SKY_FORWARDER_SERVER',
        `${JSON.stringify(address)} port ${port} is no server.`,
        'Give an IPv4 or IPv6 address, and a port from 1 to 65535.',
      );
    }
    const server = { address: parsed.value.text, port };
    checked.set(endpointText(server), server);
  }
  return success([...checked.values()]);
}

export function endpointText({ address, port }: Server): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function badRule(what: string) {
  return failure(
    'SKY_FORWARDER_RULE',
    `${what}.`,
    'Give each domain, such as cluster.local, once and with the servers that serve it.',
  );
}
