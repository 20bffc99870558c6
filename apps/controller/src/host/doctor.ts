import { readFile } from 'node:fs/promises';
import { failure, type Result, success } from '@skywriter/core';
import { examineCorefile, type Finding } from '@skywriter/host-dns';
import { type ExitCode, exitCodes, type Io } from '../cli/io.ts';
import { reportProblems } from '../cli/report.ts';
import { tell, tellProblem } from './end.ts';
import { type HostOptions, hostOf } from './host.ts';
import { findingText } from './text.ts';
import { readWanted, type WantedOptions } from './wanted.ts';

export interface DoctorOptions extends WantedOptions, HostOptions {
  readonly corefile?: string;
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
  const files = await examineFiles(options);
  if (!files.ok) return tellProblem(files.problem, io, json);
  const found = await hostOf(options, read?.probes).doctor(read?.wanted);
  if (!found.ok) return tellProblem(found.problem, io, json);
  const findings = [...found.value, ...files.value];
  const text = findings.map((finding) => `${findingText(finding)}\n`).join('');
  tell({ problem: null, document: { findings }, text }, io, json);
  return findings.some(({ severity }) => severity === 'error') ? exitCodes.failed : exitCodes.done;
}

async function examineFiles({ corefile, domain }: DoctorOptions): Promise<Result<readonly Finding[]>> {
  if (corefile === undefined) return success([]);
  const text = await readText(corefile);
  return text.ok ? success(examineCorefile(text.value, domain?.[0])) : text;
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
