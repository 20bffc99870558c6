import type { Change, EngineListener, NameState, Problem, RecordSet } from '@skywriter/core';
import { type ObjectProblem, objectKey, originObject } from '@skywriter/core';
import type { Metrics } from '../http/metrics.ts';
import type { Log } from './log.ts';

/** Tells log and metrics what the engine does, with object, name and output as fields. */
export function logEvents(
  log: Log,
  metrics: Pick<Metrics, 'committed' | 'failed'>,
  options: {
    readonly dryRun: boolean;
    /** Whether the output has been in step before: the many names of a first synchronisation are no news. */
    readonly synchronised: (output: string) => boolean;
  },
): EngineListener {
  const written = options.dryRun ? 'would be written' : 'written';
  return {
    committed({ output, plan, latency }) {
      metrics.committed(output, latency);
      const sets = plan.changes.map((change) => ('after' in change ? change.after : change.before));
      log[options.synchronised(output) || options.dryRun ? 'info' : 'debug'](
        {
          output,
          name: plan.name,
          ...objectsOf(sets),
          changes: plan.changes.map(describe),
          ...(latency === undefined ? {} : { ms: Math.round(latency * 10) / 10 }),
        },
        written,
      );
    },
    status({ output, name, state, problems }) {
      if (state === 'failed') metrics.failed(output);
      const [first] = problems;
      if (first === undefined) {
        log.debug({ output, name }, state);
        return;
      }
      for (const problem of problems) {
        // It stops thousands of names at once; the output tells it, with their number.
        log[problem.code === 'SKY_MASS_DELETION' ? 'debug' : levels[state]](
          { output, name, ...objectOf(problem), code: problem.code, hint: problem.hint },
          `${state}: ${problem.message}`,
        );
      }
    },
    objectProblems(object, problems) {
      if (problems.length === 0) log.info({ object }, 'its problems are solved');
      for (const { code, message, hint, name, origin } of problems) {
        // Which names are whose is not ours to judge: where several programs publish, this is no warning.
        const level = code === 'SKY_NAME_NO_OUTPUT' ? 'info' : 'warn';
        log[level](
          { object, ...(name === undefined ? {} : { name }), rule: origin.rule, code, hint },
          message,
        );
      }
    },
  };
}

const levels: Readonly<Record<NameState, 'info' | 'warn' | 'error'>> = {
  settled: 'info',
  waiting: 'info',
  held: 'warn',
  withheld: 'warn',
  refused: 'warn',
  failed: 'error',
};

function objectsOf(sets: readonly RecordSet[]): { object?: string } {
  const objects = new Set(
    sets.flatMap(({ targets }) => targets.flatMap(({ origins }) => origins.map(originObject))),
  );
  return objects.size === 0 ? {} : { object: [...objects].join(', ') };
}

function objectOf(problem: Problem | ObjectProblem): { object?: string } {
  return 'origin' in problem ? { object: objectKey(problem.origin.object) } : {};
}

/** `+ A 10.0.0.1`, `~ A 10.0.0.1 → 10.0.0.2`, `- A 10.0.0.1`. */
function describe(change: Change): string {
  if (change.action === 'create') return `+ ${change.after.type} ${values(change.after)}`;
  if (change.action === 'delete') return `- ${change.before.type} ${values(change.before)}`;
  return `~ ${change.after.type} ${values(change.before)} → ${values(change.after)}`;
}

function values({ targets }: RecordSet): string {
  return targets.map(({ value }) => value).join(', ');
}
