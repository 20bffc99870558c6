import { type ExitCode, exitCodes, type Io } from '../cli/io.ts';
import { reportProblems } from '../cli/report.ts';
import { tell, tellProblem } from './end.ts';
import { type HostOptions, hostOf } from './host.ts';
import { planText } from './text.ts';
import { readWanted, type WantedOptions } from './wanted.ts';

/** Shows what apply would do. */
export async function plan(
  options: WantedOptions & HostOptions & { readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const json = options.json === true;
  const read = readWanted(options);
  if (!read.ok) {
    reportProblems(io, read.problems, { json });
    return exitCodes.usage;
  }
  const preview = await hostOf(options).plan(read.wanted);
  if (!preview.ok) return tellProblem(preview.problem, io, json);
  tell({ problem: null, document: preview.value, text: planText(preview.value) }, io, json);
  return preview.value.pending ? exitCodes.pending : exitCodes.done;
}
