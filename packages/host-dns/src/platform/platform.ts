import type { Problem, Result } from '@skywriter/core';
import type { Command, Machine, PlatformName } from '../machine/machine.ts';
import type { Json, Setting, SettingKind } from '../setting/setting.ts';
import type { HostDns } from './host-dns.ts';

/** A setting and what it shall be. */
export interface Step {
  readonly setting: Setting;
  readonly desired: Json;
}

/** How the wanted state is reached on this machine, or would be. */
export interface Plan {
  /** Which way was chosen: `systemd-resolved delegate`, `NRPT`, `/etc/resolver`. */
  readonly backend: string;
  /** One line with everything that led to the choice; tested, since people report bugs with it. */
  readonly explanation: string;
  /** In the order of doing; undone the other way round. */
  readonly steps: readonly Step[];
  /** What will work and still deserves to be known. */
  readonly warnings: readonly Problem[];
}

/** Something that `doctor` looked at. */
export interface Finding {
  readonly check: string;
  readonly severity: 'ok' | 'warning' | 'error';
  /** What was seen. */
  readonly evidence: string;
  /** What to do; empty where nothing is wrong. */
  readonly fix: string;
}

/** What every snapshot tells. */
export interface SnapshotBase {
  /** Whether this process may change what it must. */
  readonly elevated: boolean;
  /** Another after every start of the system. */
  readonly bootId: string;
}

/**
 * One operating system: looks at the machine once, and decides on what it saw. `plan`, `leftovers` and
 * `examine` are pure functions of the snapshot, so that every machine which was ever seen can be a test.
 */
export interface Platform<S extends SnapshotBase = SnapshotBase> {
  readonly name: PlatformName;
  readonly kinds: readonly SettingKind[];
  snapshot(machine: Machine): Promise<Result<S>>;
  plan(snapshot: S, wanted: HostDns): Result<Plan>;
  /**
   * What carries our marker or points at these servers, for when the journal is lost. Nobody knows what was
   * there before, so writing `undefined` must leave it as the system would have it by itself.
   */
  leftovers(snapshot: S, servers: readonly string[]): readonly Setting[];
  examine(snapshot: S, wanted: HostDns): readonly Finding[];
  /** Makes the system forget what it remembers of answers. */
  readonly flush: readonly Command[];
  /** Where the journal lives. */
  readonly stateFolder: string;
  /** Where modes of files tell nothing (Windows): makes it one of administrators alone, or refuses it. */
  secureStateFolder?(machine: Machine): Promise<Result<void>>;
  /** How a person runs this command line with the rights it needs. */
  elevate(argv: readonly string[]): string;
  /**
   * What runs `recover` at every start of the system, and what resets everything by itself unless it is
   * called off in time, as settings like all others; none where this machine has no means for it, or (the
   * first) needs none, because all that `steps` set is gone after a start.
   */
  recoveryHook(snapshot: S, steps: readonly Step[], recover: readonly string[]): readonly Step[];
  deadMan(snapshot: S, reset: readonly string[], seconds: number): readonly Step[];
}
