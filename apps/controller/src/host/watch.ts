import { type Result, success } from '@skywriter/core';
import type { HostDns, WatchEvent } from '@skywriter/host-dns';
import { type ExitCode, exitCodes, type Io } from '../cli/io.ts';
import { reportProblems } from '../cli/report.ts';
import { aborted } from '../until.ts';
import { codeOf } from './end.ts';
import { type HostOptions, hostOf } from './host.ts';
import { applied, problemText, reportText } from './text.ts';
import { readWanted, type WantedOptions } from './wanted.ts';

/** Applies, and again whenever it was overwritten, until told to stop; what is applied stays. */
export async function watch(
  options: WantedOptions & HostOptions & { readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const json = options.json === true;
  const read = readWanted(options);
  if (!read.ok) {
    reportProblems(io, read.problems, { json });
    return exitCodes.usage;
  }
  const { wanted } = read;
  const host = hostOf(options, read.probes);
  const refused = new AbortController();
  let code: ExitCode = exitCodes.done;
  const running = host.watch({
    wanted: async (): Promise<Result<HostDns>> => success(wanted),
    onEvent(event) {
      if (json) io.stdout.write(`${JSON.stringify(event)}\n`);
      else tellEvent(event, wanted, io);
      // Without the rights it will never work; everything else may heal.
      const problem = event.is === 'applied' ? event.report.problem : event.problem;
      if (problem?.code === 'SKY_HOST_ELEVATION') {
        code = codeOf(problem);
        refused.abort();
      }
    },
  });
  await aborted(AbortSignal.any([io.stopping, refused.signal]));
  await running.stop();
  return code;
}

function tellEvent(event: WatchEvent, wanted: HostDns, io: Io): void {
  if (event.is !== 'applied') return void io.stderr.write(problemText(event.problem));
  io.stdout.write(`${event.reason}: ${reportText(event.report, applied(wanted, event.report))}`);
  if (event.report.problem !== null) io.stderr.write(problemText(event.report.problem));
}
