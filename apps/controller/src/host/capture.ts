import { captureSystem } from '@skywriter/host-dns';
import { type ExitCode, exitCodes, type Io } from '../cli/io.ts';
import { tellProblem } from './end.ts';

/** Prints what this machine answers when it is looked at, for a report or a test; always JSON. */
export async function capture({ json }: { readonly json?: boolean }, io: Io): Promise<ExitCode> {
  const captured = await captureSystem();
  if (!captured.ok) return tellProblem(captured.problem, io, json === true);
  io.stdout.write(`${JSON.stringify(captured.value, undefined, 2)}\n`);
  return exitCodes.done;
}
