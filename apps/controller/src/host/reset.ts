import { forgotten, type Report, type SystemHostDns } from '@skywriter/host-dns';
import { type ExitCode, exitCodes, type Io } from '../cli/io.ts';
import { reportProblems } from '../cli/report.ts';
import { tell, tellProblem } from './end.ts';
import { type HostOptions, hostOf } from './host.ts';
import { planText, reportText } from './text.ts';
import { readAddresses } from './wanted.ts';

export interface ResetOptions extends HostOptions {
  readonly force?: boolean;
  readonly server?: readonly string[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Makes everything as it was before the first apply. */
export async function reset(options: ResetOptions, io: Io): Promise<ExitCode> {
  const json = options.json === true;
  const servers = readAddresses(options.server);
  if (!servers.ok) {
    reportProblems(io, servers.problems, { json });
    return exitCodes.usage;
  }
  const host = hostOf(options);
  if (options.dryRun === true) return await previewReset(host, io, json);
  return ended(await host.reset({ force: options.force === true, servers: servers.addresses }), io, json);
}

/** Undoes what a crash, a restart or the end of the proxy left behind. */
export async function recover(options: HostOptions & { readonly json?: boolean }, io: Io): Promise<ExitCode> {
  return ended(await hostOf(options).recover(), io, options.json === true);
}

async function previewReset(host: SystemHostDns, io: Io, json: boolean): Promise<ExitCode> {
  const preview = await host.plan(forgotten);
  if (!preview.ok) return tellProblem(preview.problem, io, json);
  tell({ problem: null, document: preview.value, text: planText(preview.value) }, io, json);
  return preview.value.pending ? exitCodes.pending : exitCodes.done;
}

function ended(report: Report, io: Io, json: boolean): ExitCode {
  const headline =
    report.settings.length === 0 ? 'There was nothing to undo.' : 'This machine is as it was before.';
  return tell({ problem: report.problem, document: report, text: reportText(report, headline) }, io, json);
}
