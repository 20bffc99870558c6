import type { Problem } from '@skywriter/core';
import { type ConfigurationProblem, formatConfigurationProblem } from '../config/problem.ts';
import type { Io } from './io.ts';

/** Tells what went wrong: sentences on standard error, or one JSON value on standard output. */
export function reportProblems(
  io: Io,
  problems: readonly (Problem | ConfigurationProblem)[],
  options: { readonly json: boolean },
): void {
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ problems: problems.map(toJson) }, undefined, 2)}\n`);
    return;
  }
  for (const problem of problems) io.stderr.write(`${formatProblem(problem)}\n`);
}

function formatProblem(problem: Problem | ConfigurationProblem): string {
  return 'file' in problem ? formatConfigurationProblem(problem) : `${problem.message} ${problem.hint}`;
}

/** Only the fields that are meant to be told: an error thrown may carry others. */
function toJson(problem: Problem | ConfigurationProblem): object {
  const { code, message, hint } = problem;
  if (!('file' in problem)) return { code, message, hint };
  const { file, path, line, column } = problem;
  return { code, message, hint, file, path, ...(line === undefined ? {} : { line, column }) };
}
