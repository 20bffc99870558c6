import type { Machine } from '../machine/machine.ts';
import type { Platform, SnapshotBase } from '../platform/platform.ts';
import type { Verifier } from './verification.ts';

/** Command lines, each an argument list that begins with the program. */
export interface CommandLines {
  /** The one that runs now, for the hint how to run it with the rights it needs. */
  readonly self: readonly string[];
  /** What runs {@link import('./create.ts').HostDnsEngine.recover} at the next start of the system. */
  readonly recover: readonly string[];
  /** What runs `reset` when an apply does not come to its end. */
  readonly reset: readonly string[];
}

export interface HostDnsOptions<S extends SnapshotBase> {
  readonly machine: Machine;
  readonly platform: Platform<S>;
  readonly verify?: Verifier;
  /** Without them no recovery hook and no dead man's switch is set: a library has no command line. */
  readonly commands?: CommandLines;
  /** How long to wait for another process that is at it, in milliseconds; 10 s when absent. */
  readonly patience?: number;
}
