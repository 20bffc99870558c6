import type { Problem } from '@skywriter/core';

/** A problem of a configuration, at its place. */
export interface ConfigurationProblem extends Problem {
  /** Path of the file, as it was given. */
  readonly file: string;
  /** 1-based; undefined where no place can be named (the file cannot be read). */
  readonly line?: number;
  readonly column?: number;
  /** Where in the configuration, such as `outputs[0].skydns.prefix`; empty for the whole. */
  readonly path: string;
}

/** `skywriter.yaml:12:5: The key … is unknown. Did you mean …?`: clickable in a terminal. */
export function formatConfigurationProblem(problem: ConfigurationProblem): string {
  const place = problem.line === undefined ? '' : `:${problem.line}:${problem.column ?? 1}`;
  return `${problem.file}${place}: ${problem.message} ${problem.hint}`;
}

/** `outputs[0].skydns.prefix`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  );
}
