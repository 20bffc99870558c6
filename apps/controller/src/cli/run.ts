import { type Clock, SkywriterError } from '@skywriter/core';
import { systemClock } from '../clock.ts';
import { loadConfiguration } from '../config/load.ts';
import type { ConfigurationResult } from '../config/read.ts';
import type { Configuration } from '../config/schema.ts';
import { type Controller, startController } from '../controller.ts';
import { createLog, type Log } from '../log/log.ts';
import { showFirstSynchronisation } from '../progress/first-synchronisation.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { aborted, until } from '../until.ts';
import { banner, wantsBanner } from './banner.ts';
import { type ExitCode, exitCodes, type Io } from './io.ts';
import { reportProblems } from './report.ts';
import { version } from './version.ts';

export interface RunOptions {
  readonly config: string;
  readonly json?: boolean;
  readonly logLevel?: Configuration['log']['level'];
}

/** Keeps everything in step until told to stop. */
export async function run(options: RunOptions, io: Io): Promise<ExitCode> {
  const json = options.json === true;
  const loaded = await loadConfiguration(options.config);
  if (!loaded.ok) {
    reportProblems(io, loaded.problems, { json });
    return exitCodes.usage;
  }
  const adjust = (configuration: Configuration): Configuration => withLog(configuration, options);
  return runConfiguration(adjust(loaded.configuration), { io, json, file: options.config, adjust });
}

export interface RunContext {
  readonly io: Io;
  readonly json: boolean;
  /** The file to reload from, and what the command line says against it. */
  readonly file?: string;
  /** How the file is read, where it is none of ours. */
  readonly load?: (file: string) => Promise<ConfigurationResult>;
  readonly adjust?: (configuration: Configuration) => Configuration;
  readonly dryRun?: boolean;
  /** End when everything is in step. */
  readonly once?: boolean;
  /** Told once at the start. */
  readonly notes?: readonly string[];
}

export async function runConfiguration(configuration: Configuration, context: RunContext): Promise<ExitCode> {
  const { io, json, file } = context;
  const clock: Clock = systemClock;
  const terminal = createTerminal(io.stderr, io.env);
  const log = createLog(configuration.log, terminal);
  for (const note of context.notes ?? []) log.info(note);
  let controller: Controller;
  try {
    controller = await startController({
      configuration,
      ...(file === undefined ? {} : { file }),
      ...(context.load === undefined ? {} : { load: context.load }),
      ...(context.adjust === undefined ? {} : { adjust: context.adjust }),
      env: io.env,
      clock,
      log,
      version,
      dryRun: context.dryRun === true,
    });
  } catch (error) {
    // What can heal is waited for; what is thrown here is a configuration that can never work.
    if (!(error instanceof SkywriterError)) throw error;
    reportProblems(io, [error], { json });
    return exitCodes.usage;
  }
  const ignoreDefects = reportDefects(log, controller);
  const endProgress = showFirstSynchronisation({
    terminal,
    clock,
    pending: () => controller.status().outputs.reduce((sum, { pending }) => sum + pending, 0),
    finished: () => controller.system.outputs.synchronised(),
  });
  const synchronised = await until(() => controller.system.outputs.synchronised(), {
    clock,
    signal: io.stopping,
  });
  let code: ExitCode = exitCodes.done;
  if (synchronised && context.once === true) {
    const { outputs } = controller.status();
    const undone = outputs.some(({ names, stopped }) => names.failed > 0 || stopped !== undefined);
    if (undone) code = exitCodes.failed;
  } else {
    if (synchronised && configuration.log.format !== 'json' && wantsBanner(controller, io.stdout))
      io.stdout.write(banner(controller));
    await aborted(io.stopping);
    log.info(`stopping (${String(io.stopping.reason)})`);
  }
  endProgress();
  await controller.stop();
  ignoreDefects();
  log.info('stopped');
  return code;
}

export function withLog(
  configuration: Configuration,
  options: Pick<RunOptions, 'json' | 'logLevel'>,
): Configuration {
  const { log } = configuration;
  return {
    ...configuration,
    log: { level: options.logLevel ?? log.level, format: options.json === true ? 'json' : log.format },
  };
}

/** A defect is said, counted, and ends nothing. */
function reportDefects(log: Log, { metrics }: Controller): () => void {
  const report = (error: unknown): void => {
    metrics.defect();
    log.error({ err: error }, 'defect: please report this');
  };
  process.on('unhandledRejection', report);
  process.on('uncaughtException', report);
  return () => {
    process.off('unhandledRejection', report);
    process.off('uncaughtException', report);
  };
}
