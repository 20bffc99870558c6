import type { Clock, SkywriterError } from '@skywriter/core';
import type { Endpoint } from './endpoint.ts';

/** Where requests wait for a member that answers. */
export interface Gate {
  open(endpoint: Endpoint): void;
  close(): void;
  /** The member to ask, as soon as there is one; rejects with `late()` after `ms`, or when the signal aborts. */
  pass(ms: number, late: () => SkywriterError): Promise<Endpoint>;
}

export function createGate(clock: Clock, signal: AbortSignal): Gate {
  let current: Endpoint | undefined;
  const waiting = new Set<(endpoint: Endpoint) => void>();
  return {
    open(endpoint) {
      current = endpoint;
      for (const go of waiting) go(endpoint);
    },
    close() {
      current = undefined;
    },
    pass(ms, late) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (current !== undefined) return Promise.resolve(current);
      return new Promise((resolve, reject) => {
        const done = () => {
          cancel();
          waiting.delete(go);
          signal.removeEventListener('abort', abort);
        };
        const go = (endpoint: Endpoint) => {
          done();
          resolve(endpoint);
        };
        const abort = () => {
          done();
          reject(signal.reason);
        };
        const cancel = clock.after(ms, () => {
          done();
          reject(late());
        });
        waiting.add(go);
        signal.addEventListener('abort', abort, { once: true });
      });
    },
  };
}
