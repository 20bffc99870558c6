import type { Name } from '@skywriter/core';
import type { Prefix } from '../key/key.ts';
import type { TxtRegistry } from '../registry/registry.ts';

/** `canonical`: so that CoreDNS answers each name right. `external-dns`: as ExternalDNS writes and reads. */
export type LayoutKind = 'canonical' | 'external-dns';

/** For whom and where a layout is made; the same for all names of an output. */
export interface LayoutOptions {
  readonly prefix: Prefix;
  /** The id under which the output writes. */
  readonly owner: string;
  /**
   * The zones of CoreDNS's etcd plugin; nothing is written outside. Empty: everywhere, and then no name is
   * known to be an apex.
   */
  readonly zones: readonly Name[];
  /** Seconds, for record sets without a TTL of their own. */
  readonly defaultTtl: number;
  /** `canonical` if absent. */
  readonly layout?: LayoutKind | undefined;
  /** Whose texts give what has no `owner` field to its owner; absent: nothing does. */
  readonly registry?: TxtRegistry | undefined;
  /** Former owners, whose keys are ours, too. */
  readonly adoptOwners?: readonly string[] | undefined;
}

/** Whether what has this owner is ours. */
export function isOwn(owner: string, { owner: own, adoptOwners }: LayoutOptions): boolean {
  return owner === own || adoptOwners?.includes(owner) === true;
}
