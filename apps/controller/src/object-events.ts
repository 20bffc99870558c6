import { hostname } from 'node:os';
import type { Clock, Engine, EngineListener, Name, NameState, NameStatus } from '@skywriter/core';
import { createEventWriter, type EventReport } from '@skywriter/kubernetes';
import type { Configuration } from './config/schema.ts';
import { nameReports, objectReports } from './event-reports.ts';
import type { Log } from './log/log.ts';

/** Says problems where the author of an object looks: as Events on the object. */
export interface ObjectEvents extends EngineListener {
  stop(): Promise<void>;
}

/** What has a problem no longer than this is told to nobody, milliseconds: most of it solves itself. */
const PATIENCE = { usual: 2_000, lack: 60_000 };

/** What lasts is said again before the API server forgets the Event, after an hour. Milliseconds. */
const REMINDER = 1_800_000;

/** Events on the objects of the configuration's API server; undefined where it has none, or wants none. */
export function startObjectEvents(options: {
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly log: Log;
  readonly engine: () => Engine;
  /** Whether this process is the one that says them. */
  readonly speaks: () => boolean;
}): ObjectEvents | undefined {
  const { configuration, clock, log, engine, speaks } = options;
  const { kubernetes } = configuration;
  if (kubernetes?.events !== true) return undefined;
  const writer = createEventWriter({
    access: kubernetes,
    clock,
    reportingInstance: `skywriter-${hostname()}`,
    onProblem: ({ code, message, hint }) => log.warn({ code, hint }, message),
  });
  const { stop, ...listener } = objectEvents({
    report: (report) => {
      if (speaks()) writer.report(report);
    },
    clock,
    engine,
  });
  return {
    ...listener,
    async stop() {
      stop();
      await writer.stop();
    },
  };
}

/**
 * Decides when something is said. An event of the engine is only the reason to look: what is said is how it
 * stands when its time has come, asked for again, so that nothing is said of what is solved or gone.
 */
export function objectEvents(options: {
  readonly report: (report: EventReport) => void;
  readonly clock: Clock;
  readonly engine: () => Pick<Engine, 'claimsTo' | 'objectProblems' | 'outputs'>;
}): EngineListener & { stop(): void } {
  const { report, clock, engine } = options;
  const looks = new Map<string, { readonly at: number; readonly cancel: () => void }>();

  /** Looks after so many milliseconds, unless it is done sooner anyway. */
  function lookIn(ms: number, key: string, look: () => void): void {
    const at = clock.now() + ms;
    const planned = looks.get(key);
    if (planned !== undefined && planned.at <= at) return;
    planned?.cancel();
    const cancel = clock.after(ms, () => {
      looks.delete(key);
      look();
    });
    looks.set(key, { at, cancel });
  }

  function forget(key: string): void {
    looks.get(key)?.cancel();
    looks.delete(key);
  }

  function say(reports: readonly EventReport[], key: string, look: () => void): void {
    for (const each of reports) report(each);
    // By lot, so that what came up together is not said together for ever.
    if (reports.length > 0) lookIn(REMINDER * (1 - clock.random() / 5), key, look);
  }

  function lookAtName(output: string, name: Name): void {
    const status = statusOf(engine().outputs, output, name);
    if (status === undefined) return;
    const { state, problems, since } = status;
    const key = nameKey(output, name);
    const look = () => lookAtName(output, name);
    const early = since + patience(state) - clock.now();
    if (early > 0) lookIn(early, key, look);
    else say(nameReports({ output, state, problems, claims: engine().claimsTo(name) }), key, look);
  }

  function lookAtObject(object: string): void {
    const problems = engine().objectProblems.get(object) ?? [];
    say(objectReports(problems), object, () => lookAtObject(object));
  }

  return {
    committed: () => {},
    status({ output, name, state, problems }) {
      const key = nameKey(output, name);
      if (problems.length === 0) forget(key);
      else lookIn(patience(state), key, () => lookAtName(output, name));
    },
    objectProblems(object, problems) {
      if (problems.length === 0) forget(object);
      else lookIn(PATIENCE.usual, object, () => lookAtObject(object));
    },
    stop() {
      for (const { cancel } of looks.values()) cancel();
      looks.clear();
    },
  };
}

/** One listener that is two; each hears of everything. */
export function bothListeners(first: EngineListener, second: EngineListener): EngineListener {
  return {
    committed(event) {
      first.committed(event);
      second.committed(event);
    },
    status(event) {
      first.status(event);
      second.status(event);
    },
    objectProblems(object, problems) {
      first.objectProblems(object, problems);
      second.objectProblems(object, problems);
    },
  };
}

/** A load balancer may blink, or take its time to come. */
function patience(state: NameState): number {
  return state === 'held' || state === 'waiting' ? PATIENCE.lack : PATIENCE.usual;
}

function nameKey(output: string, name: Name): string {
  return `${output} ${name}`;
}

function statusOf(outputs: Engine['outputs'], output: string, name: Name): NameStatus | undefined {
  for (const each of outputs) if (each.output.name === output) return each.reconciler.statuses.get(name);
  return undefined;
}
