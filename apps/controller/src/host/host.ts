import { type SystemHostDns, type SystemHostDnsOptions, systemHostDns } from '@skywriter/host-dns';

export interface HostOptions {
  /** What follows the name of the program. */
  readonly argv: readonly string[];
  /** Seconds to wait for another process that is at it. */
  readonly timeout?: number;
}

/** This machine, and how this program is started on it again: as it was now, for a person, a boot or a timer. */
export function hostOf(
  { argv, timeout }: HostOptions,
  verification?: SystemHostDnsOptions['verification'],
): SystemHostDns & { readonly undo: string } {
  const { execPath, execArgv } = process;
  const program = [execPath, ...execArgv, ...process.argv.slice(1, 2)];
  const reset = [...program, 'host', 'reset'];
  const host = systemHostDns({
    commands: { self: [...program, ...argv], recover: [...program, 'host', 'recover'], reset },
    ...(timeout === undefined ? {} : { patience: timeout * 1000 }),
    ...(verification === undefined ? {} : { verification }),
  });
  return { ...host, undo: host.elevate(reset) };
}
