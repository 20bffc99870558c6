import type { Result } from '@skywriter/core';
import type { Machine } from '../machine/machine.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One thing of the machine that can be set: a file, the servers of a link, a rule in the registry. */
export interface Setting {
  /** Which {@link SettingKind} reads and writes it. */
  readonly kind: string;
  /** Names it for ever: a path, a link, the GUID of an adapter; never an index that is given out anew. */
  readonly target: string;
}

export type Reading =
  | { readonly is: 'present'; readonly value: Json }
  | { readonly is: 'absent' }
  /** What would carry it (an adapter, a link) is not there now, and may come back. */
  | { readonly is: 'gone' };

/**
 * How one kind of setting is read and written. A value is all of the setting that is ours to change, and
 * nothing else: for the hosts file the managed block, not the file; so what others change beside it is
 * neither lost nor a conflict.
 */
export interface SettingKind {
  readonly kind: string;
  read(target: string, machine: Machine): Promise<Result<Reading>>;
  /**
   * Makes it so, with everything that must follow for it to count (a reload); `undefined` takes it away.
   * Idempotent. May fail half way: whoever calls reads again.
   */
  write(target: string, value: Json | undefined, machine: Machine): Promise<Result<void>>;
  /** Whether two values mean the same to the system. */
  same(a: Json, b: Json): boolean;
  /** What `write` does, as lines that a person could type with the same effect. Exact, and quoted. */
  commands(target: string, value: Json | undefined): readonly string[];
  /** `link eth0: 172.19.1.100 for ~cluster.local`. */
  describe(target: string, value: Json | undefined): string;
}
