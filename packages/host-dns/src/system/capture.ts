import type { Result } from '@skywriter/core';
import { captureUnix } from '../capture/unix.ts';
import { linuxPlatform } from '../linux/platform.ts';
import { systemMachine } from '../machine/system-machine.ts';
import { macPlatform } from '../macos/platform.ts';
import type { Json } from '../setting/setting.ts';
import { captureWindows } from '../windows/fixtures.ts';
import { foldersOf } from './system-host-dns.ts';

/** What this machine answers when it is looked at, with nothing personal in it. */
export async function captureSystem(): Promise<Result<Json>> {
  const machine = systemMachine();
  switch (machine.platform) {
    case 'win32':
      return await captureWindows(machine, foldersOf(process.env, process.arch).system);
    case 'darwin':
      return await captureUnix(machine, macPlatform);
    case 'linux':
      return await captureUnix(machine, linuxPlatform);
  }
}
