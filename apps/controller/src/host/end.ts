import type { Problem } from '@skywriter/core';
import { type ExitCode, exitCodes, type Io } from '../cli/io.ts';
import { problemText } from './text.ts';

/** The exit code of a problem: missing rights have their own, so that a script can ask for them. */
export function codeOf(problem: Problem | null): ExitCode {
  if (problem === null) return exitCodes.done;
  return problem.code === 'SKY_HOST_ELEVATION' ? exitCodes.elevation : exitCodes.failed;
}

interface Outcome {
  readonly problem: Problem | null;
  /** What `--json` prints, as one document. */
  readonly document: object;
  readonly text: string;
}

/** Writes what came of a command: the document, or text with the problem on standard error. */
export function tell({ problem, document, text }: Outcome, io: Io, json: boolean): ExitCode {
  if (json) io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  else {
    io.stdout.write(text);
    if (problem !== null) io.stderr.write(problemText(problem));
  }
  return codeOf(problem);
}

/** A command that came to nothing. */
export function tellProblem(problem: Problem, io: Io, json: boolean): ExitCode {
  return tell({ problem, document: { ok: false, problem }, text: '' }, io, json);
}
