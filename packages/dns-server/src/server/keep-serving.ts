import type { Clock, Problem } from '@skywriter/core';
import { SkywriterError } from '@skywriter/core';
import type { Endpoint } from './endpoint.ts';
import { type Server, type ServerOptions, startServer } from './server.ts';

/** A server that is started again, later, when it cannot listen or stops doing so. */
export interface Service {
  /** Empty while it does not listen. */
  readonly endpoints: readonly Endpoint[];
  /** Why it does not listen. */
  readonly problem: Problem | undefined;
  /** Resolves after the first attempt, whatever came of it. */
  start(onReadiness: (ready: boolean) => void): Promise<void>;
  stop(): Promise<void>;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

export function keepServing(options: Omit<ServerOptions, 'onFailure'> & { readonly clock: Clock }): Service {
  const { clock } = options;
  let server: Server | undefined;
  let problem: Problem | undefined;
  let wanted = false;
  let delay = FIRST_RETRY_MS;
  let cancelRetry = (): void => {};
  let attempt: Promise<void> = Promise.resolve();
  let announce = (_ready: boolean): void => {};

  async function listen(): Promise<void> {
    try {
      const started = await startServer({ ...options, onFailure: (failed) => void restart(failed) });
      server = started;
      problem = undefined;
      delay = FIRST_RETRY_MS;
      if (wanted) announce(true);
    } catch (error) {
      if (!(error instanceof SkywriterError)) throw error;
      problem = error;
      retry();
    }
  }

  function retry(): void {
    if (!wanted) return;
    // Half of it by chance, so that replicas on one host do not meet at the port again and again.
    cancelRetry = clock.after(delay * (0.5 + clock.random() / 2), () => {
      attempt = listen();
    });
    delay = Math.min(2 * delay, LAST_RETRY_MS);
  }

  async function restart(failed: Problem): Promise<void> {
    const broken = server;
    if (broken === undefined) return;
    server = undefined;
    problem = failed;
    announce(false);
    await broken.close();
    retry();
  }

  return {
    get endpoints() {
      return server?.endpoints ?? [];
    },
    get problem() {
      return problem;
    },
    start(onReadiness) {
      wanted = true;
      announce = onReadiness;
      attempt = listen();
      return attempt;
    },
    async stop() {
      wanted = false;
      cancelRetry();
      await attempt;
      const running = server;
      server = undefined;
      await running?.close();
    },
  };
}
