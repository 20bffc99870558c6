import { type Problem, type Result, success } from '@skywriter/core';
import type { HostDns, SystemHostDns, WatchEvent } from '@skywriter/host-dns';
import { type ExitCode, exitCodes, type Io } from '../cli/io.ts';
import { reportProblems } from '../cli/report.ts';
import { aborted } from '../until.ts';
import { codeOf, tellProblem } from './end.ts';
import { type HostOptions, hostOf } from './host.ts';
import { type RunningProxy, startProxy } from './proxy.ts';
import { applied, problemText, reportText } from './text.ts';
import { type Probes, readWanted, type WantedOptions } from './wanted.ts';

export interface WatchOptions extends WantedOptions, HostOptions {
  readonly proxy?: string;
  readonly json?: boolean;
}

/**
 * Applies, and again whenever it was overwritten, until told to stop. What is applied stays; with a proxy that
 * lives in this process it is undone before, since else no name would be found after.
 */
export async function watch(options: WatchOptions, io: Io): Promise<ExitCode> {
  const json = options.json === true;
  const read = readWanted(options);
  if (!read.ok) {
    reportProblems(io, read.problems, { json });
    return exitCodes.usage;
  }
  const { wanted, probes } = read;
  // Also what a proxy that was killed has left: its address must not be taken for the network's.
  const recovered = await hostOf(options).recover();
  if (recovered.problem !== null) return tellProblem(recovered.problem, io, json);
  const say = (event: WatchEvent) => tell(event, wanted, { io, json });
  const proxy = await proxyOf(options, { wanted, probes }, (problem) => say({ is: 'failed', problem }));
  if (!proxy.ok) return tellProblem(proxy.problem, io, json);
  const running = proxy.value;
  const timesAsked = running?.timesAsked?.bind(running);
  const host = hostOf(options, timesAsked === undefined ? probes : { ...probes, timesAsked });
  try {
    return await untilStopped(host, { wanted, tied: running !== undefined, say }, io);
  } finally {
    await running?.stop();
  }
}

async function proxyOf(
  { proxy, mode }: WatchOptions,
  { wanted, probes }: { readonly wanted: HostDns; readonly probes: Probes },
  onProblem: (problem: Problem) => void,
): Promise<Result<RunningProxy | undefined>> {
  if (proxy === undefined || mode !== 'adapter') return success(undefined);
  const { domains, servers: listen } = wanted;
  return await startProxy({
    which: proxy,
    domains,
    listen,
    authorities: probes.authorities ?? [],
    onProblem,
  });
}

interface Work {
  readonly wanted: HostDns;
  readonly tied: boolean;
  say(event: WatchEvent): void;
}

async function untilStopped(host: SystemHostDns, { wanted, tied, say }: Work, io: Io): Promise<ExitCode> {
  const refused = new AbortController();
  let code: ExitCode = exitCodes.done;
  const watching = host.watch({
    wanted: async (): Promise<Result<HostDns>> => success(wanted),
    tied,
    onEvent(event) {
      say(event);
      // Without the rights it will never work; everything else may heal.
      const problem = event.is === 'applied' ? event.report.problem : event.problem;
      if (problem?.code !== 'SKY_HOST_ELEVATION') return;
      code = codeOf(problem);
      refused.abort();
    },
  });
  await aborted(AbortSignal.any([io.stopping, refused.signal]));
  await watching.stop();
  if (!tied) return code;
  const { problem } = await host.reset();
  if (problem === null) return code;
  say({ is: 'failed', problem });
  return codeOf(problem);
}

function tell(event: WatchEvent, wanted: HostDns, { io, json }: { readonly io: Io; readonly json: boolean }) {
  if (json) return void io.stdout.write(`${JSON.stringify(event)}\n`);
  if (event.is !== 'applied') return void io.stderr.write(problemText(event.problem));
  io.stdout.write(`${event.reason}: ${reportText(event.report, applied(wanted, event.report))}`);
  if (event.report.problem !== null) io.stderr.write(problemText(event.report.problem));
}
