import { type ExitCode, exitCodes, type Io } from '../cli/io.ts';
import { reportProblems } from '../cli/report.ts';
import { tell } from './end.ts';
import { type HostOptions, hostOf } from './host.ts';
import { applied, reportText } from './text.ts';
import { readWanted, type WantedOptions } from './wanted.ts';

/** Makes the machine know what is wanted. */
export async function apply(
  options: WantedOptions & HostOptions & { readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const json = options.json === true;
  const read = readWanted(options);
  if (!read.ok) {
    reportProblems(io, read.problems, { json });
    return exitCodes.usage;
  }
  const host = hostOf(options, read.probes);
  const report = await host.apply(read.wanted);
  const text = reportText(report, applied(read.wanted, report), host.undo);
  return tell({ problem: report.problem, document: report, text }, io, json);
}
