import { randomBytes } from 'node:crypto';
import { type Clock, failure, type Problem } from '@skywriter/core';
import { readQuery } from './message/query.ts';
import { question } from './message/question.ts';
import { endpointText, type Route } from './routes.ts';
import type { Exchange } from './upstream/exchange.ts';
import type { Upstream } from './upstream/health.ts';

/** Reserved, and never delegated (RFC 6761 §6.2): what is asked below it tells nobody anything. */
const OUTSIDE = 'test';
const PATIENCE_MS = 2000;
const TYPE_A = 1;

export interface LoopCheckOptions {
  readonly clock: Clock;
  readonly exchange: Exchange;
  readonly signal: AbortSignal;
}

/**
 * Finds servers that ask us what we ask them: each is asked for a name that nobody else can know, and if that comes
 * back, the server is left out, as dnsmasq does it.
 */
export class LoopCheck {
  readonly #options: LoopCheckOptions;
  readonly #prefix = `skywriter-loop-${randomBytes(8).toString('hex')}`;
  readonly #cameBack = new Set<string>();
  #count = 0;

  constructor(options: LoopCheckOptions) {
    this.#options = options;
  }

  /** Whether the name is one of ours, which must not be passed on; remembers that it came back. */
  isOurs(name: string): boolean {
    if (!name.startsWith(this.#prefix)) return false;
    this.#cameBack.add(name);
    return true;
  }

  /** Asks all servers of these routes. Problems: SKY_FORWARDER_LOOP. */
  async run(routes: readonly Route[]): Promise<readonly Problem[]> {
    this.#cameBack.clear();
    const found = await Promise.all(
      routes.flatMap(({ domain, upstreams }) =>
        upstreams.map(async (upstream) => {
          upstream.loops = await this.#comesBack(upstream, domain ?? OUTSIDE);
          return upstream.loops ? [loops(upstream, domain)] : [];
        }),
      ),
    );
    return found.flat();
  }

  async #comesBack({ server }: Upstream, domain: string): Promise<boolean> {
    const { clock, exchange, signal } = this.#options;
    this.#count += 1;
    const name = `${this.#prefix}-${this.#count}.${domain}`;
    const query = readQuery(question(name, TYPE_A));
    if (query === undefined) return false;
    const late = new AbortController();
    const cancel = clock.after(PATIENCE_MS, () => late.abort());
    const ask = { query, wholeNeeded: false, mixCase: false };
    // Whatever it answers, or if it does not: only whether we are asked counts.
    await exchange(server, ask, AbortSignal.any([signal, late.signal])).catch(() => {});
    cancel();
    return this.#cameBack.has(name);
  }
}

function loops({ server }: Upstream, domain: string | undefined): Problem {
  const what = domain === undefined ? 'for all names that no rule has' : `for ${domain}`;
  return failure(
    'SKY_FORWARDER_LOOP',
    `${endpointText(server)}, which is asked ${what}, asks this forwarder back.`,
    'Narrow the domain to what that server serves itself, or let it ask another server for the rest.',
  ).problem;
}
