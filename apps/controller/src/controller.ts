import { type Clock, type Problem, SkywriterError } from '@skywriter/core';
import { compose, type System } from './compose.ts';
import { loadConfiguration } from './config/load.ts';
import { formatConfigurationProblem } from './config/problem.ts';
import type { ConfigurationResult } from './config/read.ts';
import type { Configuration } from './config/schema.ts';
import type { Endpoint } from './config/values.ts';
import { type KeptServer, keepServing } from './http/keep-serving.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { countRecords } from './http/record-counts.ts';
import { countResolved } from './http/resolved-counts.ts';
import { logEvents } from './log/events.ts';
import type { Log } from './log/log.ts';
import { dryRun } from './outputs/wrap.ts';
import { changesBetween, describeChanges, isEmpty } from './reload/changes.ts';
import { watchFile } from './reload/watch-file.ts';
import type { SystemStatus } from './status.ts';

export interface ControllerOptions {
  readonly configuration: Configuration;
  /** Reloaded when it changes; undefined where the configuration is no file. */
  readonly file?: string;
  /** How the file is read; as one of ours when absent. */
  readonly load?: (file: string) => Promise<ConfigurationResult>;
  /** What counts more than the file, such as flags. */
  readonly adjust?: (configuration: Configuration) => Configuration;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly dryRun?: boolean;
}

/** What runs until it is told to stop. */
export interface Controller {
  readonly system: System;
  readonly metrics: Metrics;
  /** Where metrics and health are, if they are served. */
  readonly http: KeptServer | undefined;
  /** Where health is served alone. */
  readonly health: KeptServer | undefined;
  status(): SystemStatus;
  stop(): Promise<void>;
}

/** Starts everything, and keeps it as the configuration file says, whatever becomes of that file. */
export async function startController(options: ControllerOptions): Promise<Controller> {
  const { clock, log, env } = options;
  let { configuration } = options;
  let configurationProblem: Problem | undefined;
  let stopping = false;

  const status = (): SystemStatus => ({
    ...system.status(),
    ...(configurationProblem === undefined ? {} : { configurationProblem }),
  });
  const metrics = createMetrics({
    status: () => status(),
    version: options.version,
    externalDns: () =>
      configuration.metrics?.externalDns === true
        ? { records: () => countRecords(system.engine) }
        : undefined,
    kuberture: () =>
      configuration.metrics?.kuberture === true
        ? { resolved: () => countResolved(system.engine) }
        : undefined,
  });
  const start = (next: Configuration): Promise<System> =>
    compose({
      configuration: next,
      env,
      clock,
      log,
      listener: (synchronised) => logEvents(log, metrics, { dryRun: options.dryRun === true, synchronised }),
      ...(options.dryRun === true ? { wrap: dryRun } : { events: true, elect: true }),
    });

  let system = await start(configuration);
  let http = await serve(configuration.metrics, { metrics });
  let health = await serve(configuration.health, {});

  async function serve(
    at: { readonly listen: Endpoint } | undefined,
    what: { readonly metrics?: Metrics },
  ): Promise<KeptServer | undefined> {
    if (at === undefined) return undefined;
    const onProblem = ({ code, message, hint }: Problem): void => log.error({ code, hint }, message);
    return await keepServing({
      listen: at.listen,
      ...what,
      status,
      healthy: () => !stopping,
      clock,
      onProblem,
    });
  }

  /** What cannot be used is said, and what runs goes on. */
  function refuse(problem: Problem): void {
    configurationProblem = problem;
    metrics.reloaded('refused');
    log.error({ code: problem.code, hint: problem.hint }, `configuration not taken over: ${problem.message}`);
  }

  async function reload(file: string): Promise<void> {
    const loaded = await (options.load ?? loadConfiguration)(file);
    if (stopping) return;
    if (!loaded.ok) {
      for (const problem of loaded.problems)
        log.error({ code: problem.code }, formatConfigurationProblem(problem));
      const [first] = loaded.problems;
      if (first !== undefined) refuse(first);
      return;
    }
    configurationProblem = undefined;
    const next = options.adjust?.(loaded.configuration) ?? loaded.configuration;
    const changes = changesBetween(configuration, next);
    if (isEmpty(changes)) return;
    log.info(`configuration changed: ${describeChanges(changes)}`);
    if (changes.everything) {
      await system.stop();
      system = await start(next).catch(async (error: unknown) => {
        // Two systems cannot run side by side: they would write the same names. So the old one begins again.
        system = await start(configuration);
        throw error;
      });
    } else {
      if (changes.guards) system.outputs.setGuards(next.guards);
      await system.outputs.replace(changes.removed, [...changes.changed, ...changes.added], next);
    }
    configuration = next;
    if (changes.log) log.level = configuration.log.level;
    if (changes.metrics) {
      await http?.stop();
      http = await serve(configuration.metrics, { metrics });
    }
    if (changes.health) {
      await health?.stop();
      health = await serve(configuration.health, {});
    }
    metrics.reloaded('applied');
  }

  // One reload at a time, each with the file as it is when its turn comes.
  let turn: Promise<void> = Promise.resolve();
  const { file } = options;
  const unwatch =
    file === undefined
      ? () => {}
      : await watchFile({
          file,
          clock,
          changed: () => {
            turn = turn.then(() => reload(file)).catch((error: unknown) => refuse(asProblem(error)));
          },
        });

  return {
    get system() {
      return system;
    },
    get http() {
      return http;
    },
    get health() {
      return health;
    },
    metrics,
    status,
    async stop() {
      stopping = true;
      unwatch();
      await turn;
      await system.stop();
      await http?.stop();
      await health?.stop();
    },
  };
}

function asProblem(error: unknown): Problem {
  if (error instanceof SkywriterError) return error;
  return {
    code: 'SKY_DEFECT',
    message: `Taking over the configuration failed: ${error instanceof Error ? error.message : String(error)}.`,
    hint: 'Please report this as a defect; a restart takes the configuration over.',
  };
}
