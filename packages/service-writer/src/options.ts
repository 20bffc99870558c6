import type { Clock, Name } from '@skywriter/core';
import type { ServiceApi } from './api.ts';
import type { Wrote } from './writer.ts';

/** One Service: the names that it publishes, which share its targets. */
export interface ServiceRecord {
  /** One at least; a name is in one record only. */
  readonly hostnames: readonly Name[];
  readonly serviceName: string;
  /** Seconds, 1 to 2147483647, whatever the records ask for. Absent: the least that they ask for. */
  readonly ttl?: number;
}

/** For metrics and logs; called in passing, so they must neither throw nor take long. */
export interface ServicesOutputHooks {
  wrote?(event: Wrote): void;
  /** Somebody else changed or deleted Services of ours that publish these names. */
  drifted?(names: ReadonlySet<Name>): void;
}

export interface ServicesOutputOptions {
  /** The configured name: `api`. */
  readonly name: string;
  /** The id under which it writes; Services of others are never touched. */
  readonly owner: string;
  /** Where its Services are; the only namespace that it looks at. */
  readonly namespace: string;
  readonly records: readonly ServiceRecord[];
  /** Where ExternalDNS looks, such as `internal-dns.example.com/`; `external-dns` stands for both of its own. */
  readonly annotationPrefixes: readonly string[];
  /** Seconds; 300 if absent. */
  readonly defaultTtl?: number;
  /** The Pod that this runs in: its Deployment becomes the owner of the Services, which go with it. */
  readonly pod?: { readonly namespace: string; readonly name: string };
  /**
   * Services of configured names with all of these labels are taken over: a former writer, such as kuberture,
   * made them.
   */
  readonly adoptLabels?: Readonly<Record<string, string>>;
  /**
   * The other outputs of the owner that write here. Where it is said, Services that any further output of the owner has
   * left are ours, so that they go when nobody asks for their names.
   */
  readonly siblings?: readonly string[];
  readonly api: ServiceApi;
  readonly clock: Clock;
  readonly hooks?: ServicesOutputHooks;
}
