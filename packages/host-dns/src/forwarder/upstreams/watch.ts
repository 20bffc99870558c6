import { type Clock, type Problem, parseAddress, type Result } from '@skywriter/core';
import { guarded } from '../../engine/verification.ts';
import type { Server } from '../../platform/host-dns.ts';

const INTERVAL_MS = 5000;
const DNS_PORT = 53;
/** What Windows names where an adapter has no IPv6 server. */
const PLACEHOLDER = /^fec0:/;

export interface UpstreamWatchOptions {
  /** Looks what the networks bring along: `() => systemUpstreams(machine)`. */
  read(): Promise<Result<readonly string[]>>;
  /** Our own addresses and those of the servers of the domains, which are nobody to ask for the rest. */
  readonly own: readonly string[];
  readonly clock: Clock;
  /** The first time, and whenever they are others than before. */
  onChange(servers: readonly Server[]): void;
  /** The machine could not be looked at; told once until it can be. */
  onProblem?(problem: Problem): void;
  /** Milliseconds between looks; 5000 when absent. */
  readonly interval?: number;
}

export interface UpstreamWatch {
  /** Looks now, as after a sleep. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Follows the DNS servers of this machine through renewed leases, VPNs, other networks and sleep. A machine that has
 * none at the moment changes nothing: the last ones are the likeliest when its network is back.
 */
export function watchUpstreams(options: UpstreamWatchOptions): UpstreamWatch {
  const { read, own, clock, onChange, onProblem = () => {}, interval = INTERVAL_MS } = options;
  let known = '';
  let failing = false;
  let stopped = false;
  let cancel = () => {};
  let running: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    const outer = await guarded(read);
    const seen = outer.ok ? outer.value : outer;
    if (stopped) return;
    if (!seen.ok) {
      if (!failing) onProblem(seen.problem);
      failing = true;
      return;
    }
    failing = false;
    const servers = serversFrom(seen.value, own);
    const text = JSON.stringify(servers);
    if (servers.length === 0 || text === known) return;
    known = text;
    onChange(servers);
  };
  const inTurn = () => {
    running = running.then(look);
    return running;
  };
  const tick = async () => {
    await inTurn();
    if (!stopped) cancel = clock.after(interval, () => void tick());
  };
  void tick();
  return {
    look: inTurn,
    async stop() {
      stopped = true;
      cancel();
      await running;
    },
  };
}

/** In their order, each once. */
function serversFrom(texts: readonly string[], own: readonly string[]): readonly Server[] {
  const addresses = texts.flatMap((text) => {
    const parsed = parseAddress(text);
    const usable = parsed.ok && !own.includes(parsed.value.text) && !PLACEHOLDER.test(parsed.value.text);
    return usable ? [parsed.value.text] : [];
  });
  return [...new Set(addresses)].map((address) => ({ address, port: DNS_PORT }));
}
