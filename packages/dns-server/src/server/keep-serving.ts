import { type Clock, type Problem, SkywriterError } from '@skywriter/core';
import type { Endpoint } from './endpoint.ts';
import type { Server } from './server.ts';

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

export interface KeepServingOptions {
  /** Rejects with {@link SkywriterError} if it cannot listen; calls back if it cannot any more. */
  readonly startServer: (onFailure: (problem: Problem) => void) => Promise<Server>;
  readonly clock: Clock;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

export function keepServing({ startServer, clock }: KeepServingOptions): Service {
  let server: Server | undefined;
  let problem: Problem | undefined;
  let wanted = false;
  let delay = FIRST_RETRY_MS;
  let cancelRetry = (): void => {};
  /** The last step begun; the next, and the end, wait for it. */
  let step: Promise<void> = Promise.resolve();
  let announce = (_ready: boolean): void => {};

  async function listen(): Promise<void> {
    try {
      const started = await startServer((failed) => {
        if (server === started) step = recover(started, failed);
      });
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

  async function recover(broken: Server, failed: Problem): Promise<void> {
    server = undefined;
    problem = failed;
    announce(false);
    await broken.close();
    retry();
  }

  function retry(): void {
    if (!wanted) return;
    // Half of it by chance, so that replicas on one host do not meet at the port again and again.
    cancelRetry = clock.after(delay * (0.5 + clock.random() / 2), () => {
      step = listen();
    });
    delay = Math.min(2 * delay, LAST_RETRY_MS);
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
      step = listen();
      return step;
    },
    async stop() {
      wanted = false;
      cancelRetry();
      await step;
      const running = server;
      server = undefined;
      await running?.close();
    },
  };
}
