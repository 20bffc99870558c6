import type { ExitCode, Io } from '../cli/io.ts';
import { tell, tellProblem } from './end.ts';
import { type HostOptions, hostOf } from './host.ts';
import { statusText } from './text.ts';

/** Tells what is applied. */
export async function status(options: HostOptions & { readonly json?: boolean }, io: Io): Promise<ExitCode> {
  const json = options.json === true;
  const found = await hostOf(options).status();
  if (!found.ok) return tellProblem(found.problem, io, json);
  return tell({ problem: null, document: found.value, text: statusText(found.value) }, io, json);
}
