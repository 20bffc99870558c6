import { type ExitCode, exitCodes, type Io } from './io.ts';

export async function lint(_options: object, _io: Io): Promise<ExitCode> {
  return exitCodes.failed;
}
