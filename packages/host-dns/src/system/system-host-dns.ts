import { randomUUID } from 'node:crypto';
import { createHostDns, type HostDnsEngine } from '../engine/create.ts';
import type { HostDnsOptions } from '../engine/options.ts';
import { linuxPlatform } from '../linux/platform.ts';
import { systemMachine } from '../machine/system-machine.ts';
import { macPlatform } from '../macos/platform.ts';
import type { Platform, SnapshotBase } from '../platform/platform.ts';
import { createVerifier, type VerificationOptions } from '../verify/verification.ts';
import { type WindowsFolders, windowsFolders, windowsPlatform } from '../windows/platform.ts';

export interface SystemHostDns extends HostDnsEngine {
  /** How a person runs this command line with the rights of an administrator. */
  elevate(argv: readonly string[]): string;
}

export interface SystemHostDnsOptions extends Pick<HostDnsOptions<SnapshotBase>, 'commands' | 'patience'> {
  /** What must be so after an apply, or it is undone; without names, only that the servers are asked and answer. */
  readonly verification?: Partial<Omit<VerificationOptions, 'nonce' | 'flush'>>;
}

/** The engine on the machine and the operating system that this process runs on, with verification. */
export function systemHostDns({ verification, ...options }: SystemHostDnsOptions = {}): SystemHostDns {
  const machine = systemMachine();
  const on = <S extends SnapshotBase>(platform: Platform<S>): SystemHostDns => {
    const { flush, elevate } = platform;
    const nonce = () => randomUUID().replaceAll('-', '');
    const verify = createVerifier({ names: [], controls: [], ...verification, nonce, flush });
    return { ...createHostDns({ ...options, machine, platform, verify }), elevate };
  };
  switch (machine.platform) {
    case 'win32':
      return on(windowsPlatform(foldersOf(process.env, process.arch)));
    case 'darwin':
      return on(macPlatform);
    case 'linux':
      return on(linuxPlatform);
  }
}

/** A 32-bit process on a 64-bit Windows sees its own programs at `System32`, and those of Windows at `Sysnative`. */
export function foldersOf(env: NodeJS.ProcessEnv, arch: string): WindowsFolders {
  const windows = env.SystemRoot;
  if (windows === undefined) return windowsFolders;
  const foreign = arch === 'ia32' && env.PROCESSOR_ARCHITEW6432 !== undefined;
  return {
    system: `${windows}\\${foreign ? 'Sysnative' : 'System32'}`,
    programData: env.ProgramData ?? windowsFolders.programData,
  };
}
