import {
  type Clock,
  domainFilter,
  type Engine,
  type NameState,
  type Output,
  type OutputRules as OutputRulesOfEngine,
  type RecordFilterOptions,
  recordFilter,
  unwrap,
} from '@skywriter/core';
import type { ServiceApi } from '@skywriter/service-writer';
import type { OutputConfiguration } from '../config/outputs.ts';
import type { Configuration } from '../config/schema.ts';
import { siblingsOf } from '../config/services.ts';
import { standby } from '../leader/gate.ts';
import type { Log } from '../log/log.ts';
import { type OutputStatus, stoppedBy } from '../status.ts';
import { createOutput, type OutputHandle } from './create.ts';
import { deletionLimits, type GuardWatch, watchGuard } from './guards.ts';

export interface OutputSetOptions {
  readonly engine: Engine;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  /** For outputs that write objects of the API server. */
  readonly api: () => ServiceApi;
  /** Puts something between the engine and each output: a dry run, an observer. */
  readonly wrap?: ((output: Output) => Output) | undefined;
}

/** What of a configuration is about outputs. */
export type OutputRules = Pick<Configuration, 'owner' | 'guards' | 'outputs'>;

/** The outputs that run. */
export interface OutputSet {
  /**
   * Stops some outputs and starts others, replacing those that run already. Nothing is stopped when one of
   * the new ones cannot be made; then it rejects with why.
   */
  replace(
    removed: readonly string[],
    wanted: readonly OutputConfiguration[],
    rules: OutputRules,
  ): Promise<void>;
  /** Lets those that run take over other limits. */
  setGuards(guards: Configuration['guards']): void;
  get(name: string): OutputHandle | undefined;
  /** Whether an output, or all of them, have been in step with all objects since they were started. */
  synchronised(name?: string): boolean;
  /** Notices who came into step, and which problems came and went. `read`: all objects are known. */
  look(read: boolean): void;
  status(): OutputStatus[];
}

/** What is over sooner is no news, such as that etcd has not been read in the first moment. */
const PASSING_MS = 500;

export function createOutputSet({ engine, env, clock, log, api, wrap }: OutputSetOptions): OutputSet {
  const handles = new Map<string, OutputHandle>();
  const inStep = new Set<string>();
  const problems = new Map<string, { readonly message: string; readonly since: number; told: string }>();
  const guardWatches = new Map<string, GuardWatch>();

  async function remove(name: string): Promise<void> {
    handles.delete(name);
    inStep.delete(name);
    problems.delete(name);
    guardWatches.delete(name);
    await engine.remove(name);
  }

  function tellProblem({ name, ready, problem }: Output): void {
    const before = problems.get(name);
    const now = problem?.message ?? '';
    if ((before?.message ?? '') !== now) {
      problems.set(name, { message: now, since: clock.now(), told: before?.told ?? '' });
    }
    const state = problems.get(name);
    if (state === undefined || state.told === now || (now !== '' && clock.now() - state.since < PASSING_MS))
      return;
    state.told = now;
    if (problem === undefined) log.info({ output: name, ready }, 'its problem is solved');
    else
      log[problem.code === standby.code ? 'info' : 'warn'](
        { output: name, ready, code: problem.code, hint: problem.hint },
        problem.message,
      );
  }

  return {
    async replace(removed, wanted, rules) {
      const { owner, guards } = rules;
      const drifted = (output: string, names: ReadonlySet<string>): void =>
        log.warn({ output, names: [...names].slice(0, 10) }, 'drift: put right');
      const created = await Promise.all(
        wanted.map(async (output) => ({
          name: output.name,
          handle: await createOutput(output, {
            owner,
            env,
            clock,
            api,
            drifted,
            siblings: siblingsOf(output.name, rules),
          }),
          rules: {
            policy: output.policy,
            filter: unwrap(domainFilter(output.filter ?? {})),
            records: unwrap(recordFilter(recordFilterOptions(output))),
            deletionLimits: deletionLimits(guards, env),
            ...holdLimits(output),
          },
        })),
      );
      await Promise.all([...removed, ...wanted.map(({ name }) => name)].map(remove));
      const starting = created.map(({ name, handle, rules }) => {
        handles.set(name, handle);
        return engine.add(wrap?.(handle.output) ?? handle.output, rules).then((entry) => {
          guardWatches.set(name, watchGuard(entry, log));
        });
      });
      await Promise.all(starting);
    },
    setGuards(guards) {
      for (const { guard, reconciler } of engine.outputs) {
        guard.limits = deletionLimits(guards, env);
        reconciler.reconsiderDeletions();
      }
    },
    get: (name) => handles.get(name),
    synchronised: (name) =>
      (name === undefined ? [...handles.keys()] : [name]).every((each) => inStep.has(each)),
    look(read) {
      for (const { output, reconciler } of engine.outputs) {
        tellProblem(output);
        guardWatches.get(output.name)?.look();
        if (!read || !output.ready || inStep.has(output.name)) continue;
        // A name that fails is tried again on its own and keeps nobody else waiting.
        if (reconciler.pending > reconciler.statuses.count('failed')) continue;
        inStep.add(output.name);
        handles.get(output.name)?.complete();
        log.info({ output: output.name, names: output.ownedCount }, 'in step');
      }
    },
    status: () =>
      [...engine.outputs].map(({ output, reconciler, guard, holds }) => ({
        name: output.name,
        ready: output.ready,
        problem: output.problem,
        synchronised: inStep.has(output.name),
        names: namesByState((state) => reconciler.statuses.count(state)),
        pending: reconciler.pending,
        owned: output.ownedCount,
        heldFor: holds.oldest === undefined ? 0 : (clock.now() - holds.oldest) / 1000,
        stopped: stoppedBy(guard, output.ownedCount),
        counts: {
          ...handles.get(output.name)?.counts(),
          released: guardWatches.get(output.name)?.released ?? 0,
        },
      })),
  };
}

function recordFilterOptions({ recordTypes, targetNets }: OutputConfiguration): RecordFilterOptions {
  return {
    ...(recordTypes === undefined ? {} : { types: recordTypes }),
    ...(targetNets === undefined ? {} : { onlyTargets: targetNets.only, exceptTargets: targetNets.except }),
  };
}

function holdLimits({ hold }: OutputConfiguration): Pick<OutputRulesOfEngine, 'holdLimits'> {
  if (hold === undefined) return {};
  return { holdLimits: { maxStaleness: hold.maxStaleness * 1000, whenStale: hold.whenStale } };
}

function namesByState(count: (state: NameState) => number): Record<NameState, number> {
  return {
    settled: count('settled'),
    held: count('held'),
    waiting: count('waiting'),
    withheld: count('withheld'),
    refused: count('refused'),
    failed: count('failed'),
  };
}
