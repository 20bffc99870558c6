import type { Clock, Problem } from '@skywriter/core';
import { SkywriterError } from '@skywriter/core';
import type { Endpoint } from '../config/values.ts';
import { type HttpOptions, type HttpServer, startHttpServer } from './server.ts';

const RETRY_MS = 5_000;

/** A server that is tried again and again until it can listen: a taken port must not end what it reports on. */
export interface KeptServer {
  /** Undefined while it does not listen. */
  readonly endpoint: Endpoint | undefined;
  stop(): Promise<void>;
}

/** Resolves after the first attempt, whatever came of it. */
export async function keepServing(
  options: HttpOptions & { readonly clock: Clock; readonly onProblem: (problem: Problem) => void },
): Promise<KeptServer> {
  const { clock, onProblem } = options;
  let server: HttpServer | undefined;
  let stopped = false;
  let cancel = (): void => {};
  let attempt = listen();
  await attempt;

  async function listen(): Promise<void> {
    try {
      server = await startHttpServer(options);
    } catch (error) {
      if (!(error instanceof SkywriterError)) throw error;
      onProblem(error);
      if (stopped) return;
      cancel = clock.after(RETRY_MS, () => {
        attempt = listen();
      });
    }
  }

  return {
    get endpoint() {
      return server?.endpoint;
    },
    async stop() {
      stopped = true;
      cancel();
      await attempt;
      await server?.stop();
    },
  };
}
