import type { Problem } from '@skywriter/core';
import { systemClock } from '../clock.ts';
import { compose, type System } from '../compose.ts';
import { loadConfiguration } from '../config/load.ts';
import type { Configuration } from '../config/schema.ts';
import { readinessOf } from '../http/readiness.ts';
import { createLog } from '../log/log.ts';
import { observeOnly, offline } from '../outputs/wrap.ts';
import { planToJson } from '../plan/plan-json.ts';
import { renderPlan } from '../plan/render.ts';
import { isPending, planOutput } from '../plan/system-plan.ts';
import { styleFor } from '../terminal/style.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { until } from '../until.ts';
import { type ExitCode, exitCodes, type Io } from './io.ts';
import { reportProblems } from './report.ts';
import { type RunOptions, withLog } from './run.ts';

/** Shows what would be written. */
export async function plan(options: RunOptions & { readonly timeout: number }, io: Io): Promise<ExitCode> {
  const json = options.json === true;
  const loaded = await loadConfiguration(options.config);
  if (!loaded.ok) {
    reportProblems(io, loaded.problems, { json });
    return exitCodes.usage;
  }
  return planConfiguration(withLog(loaded.configuration, options), { ...options, json }, io);
}

export interface PlanOptions {
  /** How long to wait for objects and outputs, seconds. */
  readonly timeout: number;
  readonly json: boolean;
  readonly logLevel?: Configuration['log']['level'];
}

/** Shows what a configuration would write. */
export async function planConfiguration(
  given: Configuration,
  options: PlanOptions,
  io: Io,
): Promise<ExitCode> {
  const { json } = options;
  // What goes on is no news beside the plan, unless somebody asks for it.
  const configuration = { ...given, log: { ...given.log, level: options.logLevel ?? 'warn' } };
  const served = new Set(configuration.outputs.flatMap(({ name, dns }) => (dns === undefined ? [] : name)));
  const system = await compose({
    configuration,
    env: io.env,
    clock: systemClock,
    log: createLog(configuration.log, createTerminal(io.stderr, io.env)),
    // A DNS server keeps nothing between runs: there is nothing to observe, and its port may be in use.
    wrap: (output) => (served.has(output.name) ? offline(output) : observeOnly(output)),
  });
  try {
    const ready = (): boolean => system.read() && waitingFor(system, served).length === 0;
    const within = options.timeout * 1000;
    if (!(await until(ready, { clock: systemClock, signal: io.stopping, within }))) {
      reportProblems(io, waitingFor(system, served), { json });
      return exitCodes.failed;
    }
    const plans = [...system.engine.outputs].map((entry) => planOutput(entry, wantedBy(system)));
    const objects = {
      problems: [...system.engine.objectProblems.values()].flat(),
      leftOut: [...system.engine.leftOut.values()].flat(),
    };
    io.stdout.write(
      json
        ? `${JSON.stringify(planToJson(plans, objects), undefined, 2)}\n`
        : renderPlan(plans, styleFor(io.stdout, io.env), objects),
    );
    return isPending(plans) ? exitCodes.pending : exitCodes.done;
  } finally {
    await system.stop();
  }
}

function wantedBy({ engine }: System): Iterable<Parameters<typeof engine.claimsTo>[0]> {
  return engine.names;
}

/** What a plan cannot be made without, as problems. */
function waitingFor(system: System, served: ReadonlySet<string>): Problem[] {
  const status = system.status();
  const outputs = status.outputs
    .filter(({ name }) => !served.has(name))
    .map((output) => ({
      ...output,
      // To the engine it is never ready (see observeOnly); here its connection counts.
      ready: system.outputs.get(output.name)?.output.ready ?? false,
      synchronised: true,
    }));
  return readinessOf({ ...status, outputs }).waiting.map(({ what, why }) => ({
    code: 'SKY_PLAN_INCOMPLETE',
    message: `There is no plan, for the ${what} cannot be seen.`,
    hint: why,
  }));
}
