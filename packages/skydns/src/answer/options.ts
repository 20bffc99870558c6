import type { Prefix } from '../key/key.ts';
import type { Reply } from './asking.ts';
import type { KeySource } from './key-source.ts';
import type { Transport } from './size.ts';
import type { LeaseBounds } from './ttl.ts';

export interface Question {
  /** In presentation form, with or without the trailing dot. */
  readonly name: string;
  /** Mnemonic in upper case, or `TYPE65`. */
  readonly type: string;
  /** Mnemonic; `IN` when absent. */
  readonly class?: string;
}

/** Asks somebody else; undefined when there is nobody to ask. */
export type Ask = (name: string, type: string) => Reply | undefined;
export type AskLater = (name: string, type: string) => Reply | undefined | Promise<Reply | undefined>;

/** The plugin as its Corefile sets it up, and what it reads. */
export interface AnswerOptions<A = Ask> {
  readonly keys: KeySource;
  /** Names or networks in CIDR notation. */
  readonly zones: readonly string[];
  readonly prefix: Prefix;
  /** Milliseconds since the epoch, for the serial of the SOA. */
  readonly now: number;
  /**
   * The rest of the server, for targets outside the zones. When absent, as CoreDNS with no plugin that
   * knows them: the alias alone is the answer. Undefined leaves the alias out, too.
   */
  readonly upstream?: A;
  /** The plugins after this one, for names outside the zones and those that fall through. */
  readonly next?: A;
  /** Zones whose missing names go to `next`; true for all. */
  readonly fallthrough?: boolean | readonly string[];
  readonly noApexFallback?: boolean;
  readonly lease?: LeaseBounds;
  /** TCP without EDNS when absent. */
  readonly transport?: Transport;
}
