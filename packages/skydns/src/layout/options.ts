import type { Name } from '@skywriter/core';
import type { Prefix } from '../key/key.ts';

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
}
