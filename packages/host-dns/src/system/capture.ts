import { failure, type Result } from '@skywriter/core';
import { systemMachine } from '../machine/system-machine.ts';
import type { Json } from '../setting/setting.ts';
import { captureWindows } from '../windows/fixtures.ts';
import { foldersOf } from './system-host-dns.ts';

/** What this machine answers when it is looked at, with nothing personal in it. Problem: SKY_HOST_CAPTURE. */
export async function captureSystem(): Promise<Result<Json>> {
  const machine = systemMachine();
  if (machine.platform === 'win32')
    return await captureWindows(machine, foldersOf(process.env, process.arch).system);
  return failure(
    'SKY_HOST_CAPTURE',
    `Fixtures are captured on Windows only, and this is ${machine.platform}.`,
    'Send what "skywriter host doctor --json" and "skywriter host plan … --json" write, after a look at what is in it.',
  );
}
