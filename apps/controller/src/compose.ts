import {
  type Clock,
  compileNameRules,
  deriver,
  Engine,
  type EngineListener,
  type Kind,
  kinds,
  neededFields,
  type Output,
  type Source,
  unwrap,
} from '@skywriter/core';
import { createObjectApi, ObjectStore } from '@skywriter/kubernetes';
import type { Configuration } from './config/schema.ts';
import { type Inputs, startInputs } from './inputs.ts';
import { startElection } from './leader/election.ts';
import { whileLeading } from './leader/gate.ts';
import type { Log } from './log/log.ts';
import { bothListeners, startObjectEvents } from './object-events.ts';
import { createOutputSet, type OutputSet } from './outputs/output-set.ts';
import type { Lookup } from './resolve/lookup.ts';
import { sourcesOf } from './sources.ts';
import type { SystemStatus } from './status.ts';

export interface ComposeOptions {
  readonly configuration: Configuration;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  /** Hears of everything that is written and decided; may ask whether an output has been in step before. */
  readonly listener?: (synchronised: (output: string) => boolean) => EngineListener;
  /** Puts something between the engine and each output: a dry run, an observer. */
  readonly wrap?: (output: Output) => Output;
  /** Contacts no API server. */
  readonly offline?: boolean;
  /** Resolves host names of load balancers; the system's resolver when absent. */
  readonly lookup?: Lookup;
  /** Takes part in the election of a leader, where the configuration has one. */
  readonly elect?: boolean;
  /** Says problems as Events on their objects, where the configuration has it. */
  readonly events?: boolean;
}

/** Everything that runs for one configuration. */
export interface System {
  readonly engine: Engine;
  readonly outputs: OutputSet;
  readonly inputs: Inputs;
  /** Of every kind that a source reads, all that can be read has been read. */
  read(): boolean;
  status(): SystemStatus;
  stop(): Promise<void>;
}

/** How often is looked how outputs fare, milliseconds: at first, and when all are in step. */
const LOOK_EVERY = { first: 10, later: 500 };

/**
 * The whole composition, in the order in which the data goes: store → engine → outputs, and last the inputs,
 * which find everything in place. What starts later is stopped earlier.
 */
export async function compose(options: ComposeOptions): Promise<System> {
  const { configuration, env, clock, log } = options;

  // 1. The objects, from wherever they will come.
  const store = new ObjectStore({
    clock,
    onListenerError: (error) => log.error({ err: error }, 'defect: please report this'),
  });

  // 2. What makes claims of them. Kinds that no source reads hold nothing back: what their objects asked for
  //    when they were read may go.
  const sources = sourcesOf(configuration);
  const needed = kindsOf(sources);

  // 3. The engine, fed by the store, and who hears of what it does.
  const events =
    options.events === true
      ? startObjectEvents({
          configuration,
          clock,
          log,
          engine: () => engine,
          speaks: () => leadership?.leading ?? true,
        })
      : undefined;
  const listener = options.listener?.((output) => outputs.synchronised(output)) ?? silent;
  const engine = new Engine({
    sources,
    view: store,
    rules: unwrap(compileNameRules(configuration.nameRules)),
    derive: unwrap(deriver(configuration.derive)),
    sharing: configuration.sharing,
    synced: (kind) => !needed.has(kind) || store.synced(kind),
    clock,
    listener: events === undefined ? listener : bothListeners(listener, events),
  });
  const unsubscribe = store.subscribe({
    changed: (change) => engine.changed(change),
    synced: () => engine.kindSynced(),
  });

  // 4. The outputs. One that cannot connect delays no other: all of them only begin here.
  //    Where a leader is elected, those that write elsewhere wait for it.
  const api = once(() => createObjectApi({ access: configuration.kubernetes ?? {}, clock }));
  const { leaderElection } = configuration;
  const leadership =
    options.elect === true && leaderElection !== undefined
      ? startElection({ settings: leaderElection, env, api: api.get(), clock, log })
      : undefined;
  const served = new Set(configuration.outputs.flatMap(({ name, dns }) => (dns === undefined ? [] : name)));
  const wrap = (output: Output): Output => {
    const wrapped = options.wrap?.(output) ?? output;
    return leadership === undefined || served.has(output.name) ? wrapped : whileLeading(wrapped, leadership);
  };
  const outputs = createOutputSet({ engine, env, clock, log, wrap, api: api.get });
  await outputs.replace([], configuration.outputs, configuration);

  // 5. The inputs.
  const selected = new Set(sources.flatMap(ownKind));
  const inputs = await startInputs({
    ...options,
    store,
    kinds: needed,
    selected,
    fields: neededFields(sources),
  });

  // 6. Looking, since nothing tells of the moment in which an output first is in step. Not at once: what
  //    inputs brought becomes claims in the next turn of the event loop.
  const allRead = (): boolean => [...needed].every((kind) => inputs.read(kind));
  let looked = false;
  let cancelLook = lookIn(LOOK_EVERY.first);
  function lookIn(ms: number): () => void {
    return clock.after(ms, () => {
      looked = true;
      outputs.look(allRead());
      cancelLook = lookIn(outputs.synchronised() ? LOOK_EVERY.later : LOOK_EVERY.first);
    });
  }

  return {
    engine,
    inputs,
    outputs: {
      ...outputs,
      async replace(...change) {
        await outputs.replace(...change);
        cancelLook();
        cancelLook = lookIn(LOOK_EVERY.first);
      },
    },
    read: () => looked && allRead(),
    status: () => ({
      kinds: [...needed].map((kind) => ({
        kind,
        synced: inputs.read(kind),
        objects: store.count(kind),
        problem: inputs.problem(kind),
      })),
      outputs: outputs.status(),
      ...(leadership !== undefined && { leading: leadership.leading }),
      manifestProblems: inputs.manifestProblems(),
      objectsWithProblems: engine.objectProblems.size,
    }),
    async stop() {
      cancelLook();
      await inputs.stop();
      unsubscribe();
      await engine.stop();
      await leadership?.stop();
      await events?.stop();
      await api.made?.close();
    },
  };
}

const silent: EngineListener = { committed: () => {}, status: () => {}, objectProblems: () => {} };

function kindsOf(sources: readonly Source[]): ReadonlySet<Kind> {
  const read = new Set(sources.flatMap((source) => [...ownKind(source), ...source.refersTo]));
  return new Set(kinds.filter((kind) => read.has(kind)));
}

/** The kind whose objects a source reads for names; none where a configuration names the objects. */
function ownKind({ kind, standIns }: Source): readonly Kind[] {
  return standIns === undefined ? [kind] : [];
}

/** Makes something when it is first asked for. */
function once<T>(make: () => T): { readonly get: () => T; readonly made: T | undefined } {
  let made: T | undefined;
  return {
    get() {
      made ??= make();
      return made;
    },
    get made() {
      return made;
    },
  };
}
