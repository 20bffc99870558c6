import { type Clock, failure, type Problem, type Result, success } from '@skywriter/core';
import type { Server } from '../platform/host-dns.ts';
import { checkListen, type Listener, listenOn } from './listen/listen.ts';
import { LoopCheck } from './loop-check.ts';
import { RecentNames } from './recent-names.ts';
import { createResolver } from './resolver.ts';
import { checkServers, createRoutes, endpointText, type Routes, type Rule } from './routes.ts';
import { exchange } from './upstream/exchange.ts';

export interface ForwarderOptions {
  /** Specific addresses of this machine, with ports; UDP and TCP. */
  readonly listen: readonly Server[];
  /** Domains that have servers of their own. */
  readonly rules: readonly Rule[];
  /** Who is asked for everything else; without any, everything else fails at once. */
  readonly upstreams: readonly Server[];
  readonly clock: Clock;
  /** Also let answers repeat the case of letters chosen by chance (0x20), which some servers do not. */
  readonly mixCase?: boolean;
}

export interface UpstreamState {
  readonly server: Server;
  /** Undefined for the servers of everything that no rule has. */
  readonly domain: string | undefined;
  readonly state: 'usable' | 'away' | 'loops';
}

/** A DNS proxy for one machine: passes queries on, by their domain. Nothing of it throws. */
export interface Forwarder {
  /** Listens on all addresses, or on none. Problem: SKY_FORWARDER_LISTEN. */
  start(): Promise<Result<void>>;
  /** Where it listens, with the ports that the system chose; empty while it does not. */
  readonly endpoints: readonly Server[];
  /** Other servers for everything that no rule has. Problems: SKY_FORWARDER_SERVER, SKY_FORWARDER_SELF. */
  setUpstreams(servers: readonly Server[]): Result<void>;
  /** Leaves out the servers that ask us back, until the next check. Problems: SKY_FORWARDER_LOOP. */
  checkLoops(): Promise<readonly Problem[]>;
  /** How often a name was asked for of late. */
  timesAsked(name: string): number;
  readonly servers: readonly UpstreamState[];
  stop(): Promise<void>;
}

/** Problems: SKY_FORWARDER_LISTEN, SKY_FORWARDER_RULE, SKY_FORWARDER_SERVER, SKY_FORWARDER_SELF. */
export function createForwarder(options: ForwarderOptions): Result<Forwarder> {
  const { clock, mixCase = false } = options;
  const listen = checkListen(options.listen);
  if (!listen.ok) return listen;
  const created = createRoutes(options.rules, options.upstreams);
  if (!created.ok) return created;
  let routes: Routes = created.value;
  const all = routes.all.flatMap(({ upstreams }) => upstreams.map(({ server }) => server));
  const self = ourselves(all, listen.value);
  if (self !== undefined) return { ok: false, problem: self };

  const ending = new AbortController();
  const { signal } = ending;
  const loopCheck = new LoopCheck({ clock, exchange, signal });
  const recent = new RecentNames();
  const respond = createResolver({
    clock,
    exchange,
    mixCase,
    routes: () => routes,
    loopCheck,
    signal,
    onQuestion: (name) => recent.add(name),
  });
  let listeners: readonly Listener[] = [];
  const endpoints = () => listeners.map(({ endpoint }) => endpoint);

  return success({
    async start() {
      const opened = await listenOn(listen.value, respond, clock);
      if (!opened.ok) return opened;
      listeners = opened.value;
      return success(undefined);
    },
    get endpoints() {
      return endpoints();
    },
    setUpstreams(servers) {
      const checked = checkServers(servers);
      if (!checked.ok) return checked;
      const itself = ourselves(checked.value, [...listen.value, ...endpoints()]);
      if (itself !== undefined) return { ok: false, problem: itself };
      routes = routes.withRest(checked.value);
      return success(undefined);
    },
    checkLoops: () => loopCheck.run(routes.all),
    timesAsked: (name) => recent.count(name),
    get servers() {
      return routes.all.flatMap(({ domain, upstreams }) =>
        upstreams.map(({ server, loops, isAway }): UpstreamState => {
          return { server, domain, state: loops ? 'loops' : isAway ? 'away' : 'usable' };
        }),
      );
    },
    async stop() {
      ending.abort();
      await Promise.all(listeners.map((listener) => listener.close()));
      listeners = [];
    },
  });
}

/** The shortest loop of all. */
function ourselves(servers: readonly Server[], own: readonly Server[]): Problem | undefined {
  const texts = own.map(endpointText);
  const found = servers.map(endpointText).find((server) => texts.includes(server));
  if (found === undefined) return undefined;
  return failure(
    'SKY_FORWARDER_SELF',
    `${found} is where this forwarder itself listens, so it cannot be a server that it asks.`,
    'Give the servers that the machine had before.',
  ).problem;
}
