import type { DeletionLimits, EngineOutput } from '@skywriter/core';
import type { Configuration } from '../config/schema.ts';
import type { Log } from '../log/log.ts';
import { stoppedBy } from '../status.ts';

/** Ids of stopped mass deletions that may pass, separated by commas; besides those of the configuration. */
const RELEASE_VARIABLE = 'SKYWRITER_RELEASE_DELETIONS';

/**
 * The limits of a configuration. Releases may also come from the environment, because that is what can be
 * changed with one command where the configuration is under the control of something else.
 */
export function deletionLimits(
  { massDeletion }: Configuration['guards'],
  env: Readonly<Record<string, string | undefined>>,
): DeletionLimits {
  const fromEnv = (env[RELEASE_VARIABLE] ?? '').split(/[\s,]+/).filter((id) => id !== '');
  return { ...massDeletion, release: [...massDeletion.release, ...fromEnv] };
}

/** What one output's guard has done so far. */
export interface GuardWatch {
  /** Names whose stopped deletion was let pass. */
  readonly released: number;
  /** Looks at the guard, and says in the log what it stops and what was released, each once. */
  look(): void;
}

/** Of an output, what is looked at. */
interface Watched {
  readonly output: Pick<EngineOutput['output'], 'name' | 'ownedCount'>;
  readonly guard: Pick<EngineOutput['guard'], 'stopped' | 'id' | 'released' | 'problem'>;
}

export function watchGuard({ output, guard }: Watched, log: Log): GuardWatch {
  let told = '';
  let last: EngineOutput['guard']['released'];
  let released = 0;
  return {
    get released() {
      return released;
    },
    look() {
      if (guard.released !== undefined && guard.released !== last) {
        last = guard.released;
        released += last.names;
        log.warn({ output: output.name, ...last }, 'mass deletion let pass, as it was released');
      }
      const stopped = stoppedBy(guard, output.ownedCount);
      if (stopped?.id === told || (stopped === undefined && told === '')) return;
      told = stopped?.id ?? '';
      if (stopped === undefined) log.info({ output: output.name }, 'no deletion is stopped any more');
      else {
        const { names, id, problem } = stopped;
        log.warn({ output: output.name, id, names, code: problem.code, hint: problem.hint }, problem.message);
      }
    },
  };
}
