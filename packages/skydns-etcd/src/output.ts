import { type Clock, type Name, unwrap } from '@skywriter/core';
import { type LayoutKind, parsePrefix, parseTxtRegistry, type TxtRegistryOptions } from '@skywriter/skydns';
import { createEtcdLink } from './link/etcd-link.ts';
import type { EtcdOptions } from './link/options.ts';
import { outputOver, type SkydnsOutput, type SkydnsOutputHooks } from './writer/skydns-output.ts';

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
  /**
   * How the keys are made; `canonical` if absent. `external-dns`: as a real ExternalDNS would have written
   * them, for whoever wants to go back to it. A change of layout is a reconciliation like any other.
   */
  readonly layout?: LayoutKind;
  /**
   * The TXT registry of an ExternalDNS that writes, or wrote, under the same owner. What it gives to the owner
   * is ours. Absent: only what says so in its own `owner` field is.
   */
  readonly registry?: TxtRegistryOptions;
  /** Former owners: what is theirs becomes ours (ExternalDNS: `--migrate-from-txt-owner`). */
  readonly adoptOwners?: readonly string[];
  readonly etcd: EtcdOptions;
  readonly clock: Clock;
  readonly hooks?: SkydnsOutputHooks;
}

/** Problems that show only with the server reach `Output.problem`; throws `SKY_ETCD_OPTIONS` for bad endpoints, `SKY_REGISTRY_…` for a bad registry. */
export function createSkydnsOutput(options: SkydnsOutputOptions): SkydnsOutput {
  const {
    name,
    owner,
    zones,
    defaultTtl = 300,
    layout: kind,
    adoptOwners,
    etcd,
    clock,
    hooks = {},
  } = options;
  const prefix = parsePrefix(options.prefix ?? '/skydns');
  const registry = options.registry === undefined ? undefined : unwrap(parseTxtRegistry(options.registry));
  const link = createEtcdLink({ etcd, prefix: prefix === '/' ? '' : prefix, clock });
  const layout = { prefix, owner, zones, defaultTtl, layout: kind, registry, adoptOwners };
  return outputOver({ name, layout, link, now: () => clock.now(), hooks });
}
