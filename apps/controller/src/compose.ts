import {
  type Clock,
  compileNameRules,
  domainFilter,
  Engine,
  type EngineListener,
  type Kind,
  kinds,
  type NameState,
  type Output,
  type OutputRules,
  type Source,
  unwrap,
} from '@skywriter/core';
import { ObjectStore } from '@skywriter/kubernetes';
import type { OutputConfiguration } from './config/outputs.ts';
import type { Configuration } from './config/schema.ts';
import { type Inputs, startInputs } from './inputs.ts';
import type { Log } from './log/log.ts';
import { createOutput, type OutputHandle } from './outputs/create.ts';
import { sourcesOf } from './sources.ts';
import type { OutputStatus, SystemStatus } from './status.ts';

export interface ComposeOptions {
  readonly configuration: Configuration;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears of everything that is written and decided. */
  readonly listener: EngineListener;
  /** Puts something between the engine and each output: a dry run, an observer. */
  readonly wrap?: (output: Output) => Output;
  /** Reads manifests once and contacts no API server. */
  readonly offline?: boolean;
}

/** Everything that runs for one configuration. */
export interface System {
  readonly engine: Engine;
  readonly outputs: ReadonlyMap<string, OutputHandle>;
  /** Every kind that a source reads is known completely. */
  synced(): boolean;
  /** What is wrong in manifest files. */
  manifestProblems: Inputs['manifestProblems'];
  /** All outputs have been in step with all objects at least once. */
  synchronised(): boolean;
  status(): Omit<SystemStatus, 'configurationProblem'>;
  /** Stops some outputs and starts others; one that runs already is replaced. Nothing is stopped if one cannot be made. */
  replaceOutputs(
    removed: readonly string[],
    outputs: readonly OutputConfiguration[],
    owner: string,
  ): Promise<void>;
  /** Takes over what changes nothing but limits. */
  setGuards(guards: Configuration['guards']): void;
  stop(): Promise<void>;
}

/**
 * The whole composition, in the order in which the data goes: store ← inputs, store → engine → outputs.
 * What starts later is stopped earlier.
 */
export async function compose(options: ComposeOptions): Promise<System> {
  const { configuration, clock, log } = options;

  // 1. The objects, from wherever they come.
  const store = new ObjectStore({
    clock,
    onListenerError: (error) => log.error({ err: error }, 'defect in a listener'),
  });

  // 2. What makes claims of them. Kinds that no source reads hold nothing back: what their objects once
  //    asked for may go.
  const sources = sourcesOf(configuration);
  const needed = kindsOf(sources);
  const synced = (kind: Kind): boolean => !needed.has(kind) || store.synced(kind);

  // 3. The engine between objects and outputs.
  const engine = new Engine({
    sources,
    view: store,
    rules: unwrap(compileNameRules(configuration.nameRules)),
    sharing: configuration.sharing,
    synced,
    clock,
    listener: options.listener,
  });
  const unsubscribe = store.subscribe({
    changed: (change) => engine.changed(change),
    synced: () => engine.kindSynced(),
  });

  // 4. The outputs, each by itself: one that cannot connect delays no other.
  const outputs = new Map<string, OutputHandle>();
  const synchronised = new Set<string>();
  let { guards } = configuration;
  const create = (output: OutputConfiguration, owner: string): Promise<OutputHandle> =>
    createOutput(output, {
      owner,
      env: options.env,
      clock,
      drifted: (name, names) =>
        log.warn({ output: name, names: [...names].slice(0, 10) }, 'drift: put right'),
    });
  const remove = async (name: string): Promise<void> => {
    outputs.delete(name);
    synchronised.delete(name);
    await engine.remove(name);
  };
  const replaceOutputs: System['replaceOutputs'] = async (removed, wanted, owner) => {
    const created = await Promise.all(wanted.map((output) => create(output, owner)));
    await Promise.all([...removed, ...wanted.map(({ name }) => name)].map(remove));
    const starting = created.map(async (handle, index) => {
      const output = wanted[index];
      if (output === undefined) return;
      outputs.set(output.name, handle);
      await engine.add(options.wrap?.(handle.output) ?? handle.output, rulesOf(output, guards));
    });
    await Promise.all(starting);
  };
  await replaceOutputs([], configuration.outputs, configuration.owner);

  // 5. The inputs last: whatever they bring finds everything else in place.
  const inputs: Inputs = await startInputs({
    ...options,
    store,
    kinds: needed,
    selected: new Set(sources.map(({ kind }) => kind)),
  });

  // 6. The moment in which an output first is in step is known by looking: nothing tells of it.
  const allSynced = (): boolean => [...needed].every((kind) => store.synced(kind));
  let cancelLook = (): void => {};
  const look = (): void => {
    for (const { output, reconciler } of engine.outputs) {
      if (synchronised.has(output.name) || !output.ready || !allSynced()) continue;
      // A name that fails is tried again on its own and keeps nobody else waiting.
      if (reconciler.pending > reconciler.statuses.count('failed')) continue;
      synchronised.add(output.name);
      outputs.get(output.name)?.complete();
      log.info({ output: output.name, names: output.ownedCount }, 'in step');
    }
    const waiting = [...outputs.keys()].some((name) => !synchronised.has(name));
    cancelLook = clock.after(waiting ? 10 : 1000, look);
  };
  look();

  return {
    engine,
    outputs,
    synced: allSynced,
    manifestProblems: () => inputs.manifestProblems(),
    synchronised: () => [...outputs.keys()].every((name) => synchronised.has(name)),
    status: () => ({
      kinds: [...needed].map((kind) => ({
        kind,
        synced: store.synced(kind),
        objects: store.count(kind),
        problem: inputs.problem(kind),
      })),
      outputs: [...engine.outputs].map(
        ({ output, reconciler }): OutputStatus => ({
          name: output.name,
          ready: output.ready,
          problem: output.problem,
          synchronised: synchronised.has(output.name),
          names: namesByState((state) => reconciler.statuses.count(state)),
          pending: reconciler.pending,
          owned: output.ownedCount,
          counts: outputs.get(output.name)?.counts() ?? {},
        }),
      ),
      objectsWithProblems: engine.objectProblems.size,
    }),
    replaceOutputs,
    setGuards(next) {
      guards = next;
      for (const { guard, reconciler } of engine.outputs) {
        guard.limits = next.massDeletion;
        reconciler.reconsiderDeletions();
      }
    },
    stop: async () => {
      cancelLook();
      await inputs.stop();
      unsubscribe();
      await engine.stop();
    },
  };
}

function kindsOf(sources: readonly Source[]): ReadonlySet<Kind> {
  const read = new Set(sources.flatMap(({ kind, refersTo }) => [kind, ...refersTo]));
  return new Set(kinds.filter((kind) => read.has(kind)));
}

function rulesOf(output: OutputConfiguration, guards: Configuration['guards']): OutputRules {
  return {
    policy: output.policy,
    filter: unwrap(domainFilter(output.filter ?? {})),
    deletionLimits: guards.massDeletion,
  };
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
