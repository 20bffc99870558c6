import type { Clock, Name, Output } from '@skywriter/core';
import { type KeyReason, parsePrefix } from '@skywriter/skydns';
import { createEtcdLink } from './link/etcd-link.ts';
import type { EtcdOptions } from './link/options.ts';
import type { Transacted } from './writer/commit.ts';
import { outputOver } from './writer/skydns-output.ts';

export interface SkydnsOutputOptions {
  /** The configured name: `cluster`. */
  readonly name: string;
  /** The id under which it writes. Two outputs with the same one must have no zone in common. */
  readonly owner: string;
  /** The zones of CoreDNS's etcd plugin. Empty: everywhere below the prefix. */
  readonly zones: readonly Name[];
  /** The `path` of CoreDNS's etcd plugin; `/skydns` if absent. */
  readonly prefix?: string;
  /** Seconds; 300 if absent. */
  readonly defaultTtl?: number;
  readonly etcd: EtcdOptions;
  readonly clock: Clock;
  readonly hooks?: SkydnsOutputHooks;
}

/** For metrics and logs; called in passing, so they must neither throw nor take long. */
export interface SkydnsOutputHooks {
  transacted?(event: Transacted): void;
  /** Somebody else changed keys of ours at these names while we were in step. */
  drifted?(names: ReadonlySet<Name>): void;
}

/** An output that writes CoreDNS's etcd, and tells what else it finds there. */
export interface SkydnsOutput extends Output {
  /** Keys below the prefix that are not ours. */
  readonly foreign: KeyCount;
  /** Keys below the prefix that CoreDNS cannot read, for which it answers SERVFAIL above them. */
  readonly malformed: KeyCount;
}

export interface KeyCount {
  readonly count: number;
  /** Some of them with what is known of them, at most a hundred. */
  readonly examples: readonly KeyReason[];
}

/** Problems that show only with the server reach `Output.problem`; throws `SKY_ETCD_OPTIONS` for bad endpoints. */
export function createSkydnsOutput(options: SkydnsOutputOptions): SkydnsOutput {
  const { name, owner, zones, defaultTtl = 300, etcd, clock, hooks = {} } = options;
  const prefix = parsePrefix(options.prefix ?? '/skydns');
  const link = createEtcdLink({ etcd, prefix: prefix === '/' ? '' : prefix, clock });
  const layout = { prefix, owner, zones, defaultTtl };
  return outputOver({ name, layout, link, now: () => clock.now(), hooks });
}
