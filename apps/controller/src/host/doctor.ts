import { readFile } from 'node:fs/promises';
import { failure, type Result, success } from '@skywriter/core';
import { checkProxyConfiguration, examineCorefile, type Finding, type HostDns } from '@skywriter/host-dns';
import { type ExitCode, exitCodes, type Io } from '../cli/io.ts';
import { reportProblems } from '../cli/report.ts';
import { tell, tellProblem } from './end.ts';
import { type HostOptions, hostOf } from './host.ts';
import { findingText } from './text.ts';
import { type Probes, readWanted, type WantedOptions } from './wanted.ts';

export interface DoctorOptions extends WantedOptions, HostOptions {
  readonly corefile?: string;
  readonly dnsproxyConfig?: string;
  readonly json?: boolean;
}

/** Looks for what keeps names from being found. Exit code 1: an error was found. */
export async function doctor(options: DoctorOptions, io: Io): Promise<ExitCode> {
  const json = options.json === true;
  const named = options.domain !== undefined || options.hosts !== undefined || options.server !== undefined;
  const read = named ? readWanted(options) : undefined;
  if (read?.ok === false) {
    reportProblems(io, read.problems, { json });
    return exitCodes.usage;
  }
  const files = await examineFiles(options, read?.ok === true ? read : undefined);
  if (!files.ok) return tellProblem(files.problem, io, json);
  const found = await hostOf(options, read?.probes).doctor(read?.wanted);
  if (!found.ok) return tellProblem(found.problem, io, json);
  const findings = [...found.value, ...files.value];
  const text = findings.map((finding) => `${findingText(finding)}\n`).join('');
  tell({ problem: null, document: { findings }, text }, io, json);
  return findings.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.done;
}

/** What a cluster's and a proxy's own files say. */
async function examineFiles(
  { corefile, dnsproxyConfig }: DoctorOptions,
  named: { readonly wanted: HostDns; readonly probes: Probes } | undefined,
): Promise<Result<readonly Finding[]>> {
  const findings: Finding[] = [];
  const domains = named?.wanted.domains ?? [];
  if (corefile !== undefined) {
    const text = await readText(corefile);
    if (!text.ok) return text;
    findings.push(...examineCorefile(text.value, domains[0]));
  }
  if (dnsproxyConfig !== undefined) {
    const text = await readText(dnsproxyConfig);
    if (!text.ok) return text;
    const servers = named?.probes.authorities ?? named?.wanted.servers ?? [];
    findings.push(
      ...checkProxyConfiguration(text.value, { domains, servers }).map((finding) => ({
        ...finding,
        check: `dnsproxy ${finding.check}`,
      })),
    );
  }
  return success(findings);
}

async function readText(path: string): Promise<Result<string>> {
  try {
    return success(await readFile(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failure(
      'SKY_HOST_FILE',
      `Cannot read ${path}: ${reason}.`,
      'Give the path of a file that is there.',
    );
  }
}
