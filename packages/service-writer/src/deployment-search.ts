import type { Clock, Problem } from '@skywriter/core';
import type { ServiceApi } from './api.ts';
import { findDeployment, isProblem } from './deployment.ts';
import type { OwnerReference } from './service/seen.ts';

/** After a failure it is looked for again. Milliseconds. */
const AGAIN = 60_000;

export interface SearchOptions {
  readonly api: ServiceApi;
  readonly clock: Clock;
  /** Where the Services are. */
  readonly namespace: string;
  readonly pod: { readonly namespace: string; readonly name: string } | undefined;
  /** A search has come to its end. */
  readonly onEnd: () => void;
}

/** Looks for the Deployment that this program belongs to, until it is found. */
export class DeploymentSearch {
  readonly #options: SearchOptions;
  #cancel: (() => void) | undefined;
  #stopped = false;
  /** Undefined while it is not known. */
  found: OwnerReference | undefined;
  problem: Problem | undefined;
  /** A first search has ended; to write before would be to write everything twice. */
  ended = false;

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { api, clock, namespace, pod, onEnd } = this.#options;
    if (pod !== undefined && pod.namespace !== namespace) this.problem = elsewhere(pod.namespace);
    else if (pod !== undefined) {
      const found = await findDeployment(api, pod);
      if (this.#stopped) return;
      this.problem = isProblem(found) ? found : undefined;
      if (isProblem(found)) this.#cancel = clock.after(AGAIN, () => void this.start());
      else this.found = found;
    }
    this.ended = true;
    onEnd();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }
}

/** The garbage collector takes an owner in another namespace for one that is gone, and deletes what it had. */
function elsewhere(namespace: string): Problem {
  return {
    code: 'SKY_SERVICES_OWNER',
    message: `The Services are not in the namespace ${namespace} of the Deployment, so it cannot own them.`,
    hint: 'Write them into the namespace of the program, or delete them by hand when you remove it.',
  };
}
