import type { Name } from '@skywriter/core';

/**
 * `split`: only the domains go to the servers. `adapter`: everything goes to a DNS proxy on this machine,
 * which knows where the domains are served; when the proxy dies, so does all DNS, so only when asked.
 * `hosts`: a block in the hosts file, for fixed names.
 */
export const modes = ['split', 'adapter', 'hosts'] as const;
export type Mode = (typeof modes)[number];

export interface Server {
  /** IPv4 or IPv6, canonical. */
  readonly address: string;
  readonly port: number;
}

export interface HostEntry {
  readonly address: string;
  readonly names: readonly Name[];
}

/** What the host shall know: the whole of it, so that setting it twice is setting it once. */
export interface HostDns {
  readonly mode: Mode;
  /** Each with everything below it. */
  readonly domains: readonly Name[];
  /** Who serves the domains; in mode `adapter`, the proxy that all adapters shall ask. */
  readonly servers: readonly Server[];
  /** Lines for the managed block of the hosts file; in any mode. */
  readonly hosts: readonly HostEntry[];
  /** Linux: the link whose resolver settings carry the domains, where that cannot be found out. */
  readonly link?: string;
  /** Only these adapters or services (mode `adapter`), by name; all that lead anywhere when absent. */
  readonly adapters?: readonly string[];
  /** Windows: also write rules where Group Policy has its own, which else hide ours. */
  readonly allowPolicyKey: boolean;
}

/** The host knows nothing of us. */
export const forgotten: HostDns = {
  mode: 'split',
  domains: [],
  servers: [],
  hosts: [],
  allowPolicyKey: false,
};

/** Stands in everything that we write, so that it is known without a journal. */
export const MARKER = 'skywriter-host-dns';
