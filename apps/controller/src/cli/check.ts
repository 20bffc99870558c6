import { type ObjectProblem, objectKey, type Problem } from '@skywriter/core';
import { systemClock } from '../clock.ts';
import { compose, type System } from '../compose.ts';
import { loadConfiguration } from '../config/load.ts';
import { createLog } from '../log/log.ts';
import { offline } from '../outputs/wrap.ts';
import { planOutput } from '../plan/system-plan.ts';
import { createTerminal } from '../terminal/terminal.ts';
import { until } from '../until.ts';
import { type ExitCode, exitCodes, type Io } from './io.ts';
import { reportProblems } from './report.ts';
import { type RunOptions, withLog } from './run.ts';

interface Report {
  readonly findings: readonly Finding[];
  /** What is not published although nothing is wrong. */
  readonly leftOut: readonly Finding[];
  readonly names: number;
}

interface Finding {
  /** `Ingress/shop/front`, or the file or output where there is no object. */
  readonly at: string;
  readonly problem: Problem;
}

/** Checks a configuration and its manifests. */
export async function check(options: RunOptions, io: Io): Promise<ExitCode> {
  const json = options.json === true;
  const loaded = await loadConfiguration(options.config);
  if (!loaded.ok) {
    reportProblems(io, loaded.problems, { json });
    return exitCodes.usage;
  }
  const configuration = withLog(loaded.configuration, { ...options, logLevel: 'fatal' });
  const system = await compose({
    configuration,
    env: io.env,
    clock: systemClock,
    log: createLog(configuration.log, createTerminal(io.stderr, io.env)),
    wrap: offline,
    offline: true,
  });
  try {
    await until(() => system.read(), { clock: systemClock, signal: io.stopping, within: 60_000 });
    const findings = findingsOf(system);
    const names = [...system.engine.names].length;
    const leftOut = unique([...system.engine.leftOut.values()].flat().map(placed));
    io.stdout.write(
      json ? asJson({ findings, leftOut, names }) : asText({ findings, leftOut, names }, options.config),
    );
    return findings.length === 0 ? exitCodes.done : exitCodes.failed;
  } finally {
    await system.stop();
  }
}

function findingsOf(system: System): Finding[] {
  const found: Finding[] = system.inputs.manifestProblems().map((problem) => ({ at: problem.file, problem }));
  for (const problems of system.engine.objectProblems.values()) {
    found.push(...problems.map(placed));
  }
  for (const entry of system.engine.outputs) {
    for (const { names } of planOutput(entry, system.engine.names).zones) {
      for (const { name, problems } of names) {
        found.push(
          ...problems.map((problem) => ({ at: placeOf(problem) ?? `${entry.output.name} ${name}`, problem })),
        );
      }
    }
  }
  return unique(found).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function placed(problem: ObjectProblem): Finding {
  return { at: `${objectKey(problem.origin.object)} ${problem.origin.rule}`, problem };
}

function placeOf(problem: Problem | ObjectProblem): string | undefined {
  return 'origin' in problem ? placed(problem).at : undefined;
}

function unique(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function asText({ findings, leftOut, names }: Report, config: string): string {
  const lines = [...findings, ...leftOut].map(({ at, problem }) => {
    // Problems of files begin with their place, as compilers write it.
    const place = problem.message.startsWith(at) ? '' : `${at}: `;
    return `${place}${problem.message} ${problem.hint}`;
  });
  const end =
    findings.length === 0
      ? `${config} is valid, and nothing is wrong with its manifests: ${names} names.`
      : `${config} is valid; ${findings.length} ${findings.length === 1 ? 'problem' : 'problems'} in its manifests, ${names} names.`;
  return `${[...lines, end].join('\n')}\n`;
}

function asJson({ findings, leftOut, names }: Report): string {
  const [problems, others] = [findings, leftOut].map((all) =>
    all.map(({ at, problem: { code, message, hint } }) => ({ at, code, message, hint })),
  );
  return `${JSON.stringify({ valid: true, names, problems, leftOut: others }, undefined, 2)}\n`;
}
