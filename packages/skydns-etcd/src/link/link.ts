import type { Problem } from '@skywriter/core';

/**
 * A revision of etcd's store: a 64-bit number in decimal, as text. Order is by {@link compareRevisions}.
 * `'0'` is the revision of what does not exist.
 */
export type Revision = string;

/**
 * One key as etcd has it. Keys are text: bytes that are no UTF-8 come as lone surrogates U+DC80 to U+DCFF
 * (PEP 383), so that different keys stay different and can be written back. Values are text, decoded
 * lossily; of a value longer than {@link MAX_VALUE_BYTES} only the beginning comes or nothing, which no reader
 * can take for a message of ours.
 */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
  readonly modRevision: Revision;
}

/** A key that is not as it was: put, or deleted where `value` is undefined. */
export interface KeyEvent {
  readonly key: string;
  readonly value: string | undefined;
  /** Of the put, or of the deletion; the snapshot's where the link was not watching when it happened. */
  readonly modRevision: Revision;
}

/**
 * Hears what the prefix holds. Whoever applies every `changed` in order has, after each call, exactly what
 * etcd had at `revision`: a step from one consistent state to another, whatever happened in between.
 */
export interface LinkListener {
  /**
   * The first call after `start` tells everything there is (the mirror begins empty); every later one only
   * differences, also after a reconnect, a compaction or a restore: the link compares a new snapshot with
   * what it told before. So a mirror is never emptied. Events are in order; one key may come twice.
   * `revision` goes back when etcd was restored from a backup.
   */
  changed(events: readonly KeyEvent[], revision: Revision): void;
  /**
   * Ready: what was told is in step with etcd, and etcd answers. A problem while ready is a warning, such as
   * a new certificate that cannot be used while the old one still is. Told only when it differs from before.
   */
  state(ready: boolean, problem: Problem | undefined): void;
}

/** One etcd transaction: all of it or nothing. At most 128 compares and 128 puts and deletes, no key twice. */
export interface Transaction {
  /** The key's modRevision must be this; `'0'`: the key must not exist. */
  readonly compares: readonly { readonly key: string; readonly modRevision: Revision }[];
  readonly puts: readonly { readonly key: string; readonly value: string }[];
  readonly deletes: readonly string[];
}

/** What to read: single keys, and whole prefixes taken literally (end them with `/`). */
export interface ReadRequest {
  readonly keys?: readonly string[];
  readonly prefixes?: readonly string[];
}

/**
 * The connection to one etcd cluster: heals by itself from everything that can heal, tells the truth about
 * its state, and never ends the process.
 */
export interface EtcdLink {
  /** Begins to connect; returns at once. Everything else, failures included, reaches the listener. Once. */
  start(listener: LinkListener): void;
  /** Ends it: afterwards the listener hears nothing, and no timer, socket or call is left. */
  stop(): Promise<void>;
  /**
   * Commits one transaction; `succeeded` is false when a compare did not hold (nothing was written).
   * Waits for a connection for up to five seconds. Rejects with a SkywriterError; `SKY_ETCD_AMBIGUOUS` means
   * that it may or may not have been written: read again before deciding. After any other error it was not.
   */
  commit(transaction: Transaction): Promise<{ readonly succeeded: boolean; readonly revision: Revision }>;
  /** Reads at one revision: linearizable, so at least as new as every answered commit. Missing keys are left out. */
  read(request: ReadRequest): Promise<{ readonly kvs: readonly KeyValue[]; readonly revision: Revision }>;
}

/** Longest value that is written, and that is read whole: a third of etcd's default request limit. */
export const MAX_VALUE_BYTES = 512 * 1024;

/** Negative, zero or positive, as for sorting. */
export function compareRevisions(a: Revision, b: Revision): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
