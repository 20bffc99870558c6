import type { AnswerRecord, Resource } from './resource.ts';
import type { Failed, Services } from './services.ts';

/** What somebody else answers. */
export interface Reply {
  /** Mnemonic: `NOERROR`, `NXDOMAIN`, … */
  readonly rcode: string;
  readonly aa?: boolean;
  readonly tc?: boolean;
  readonly answer: readonly AnswerRecord[];
  readonly authority?: readonly AnswerRecord[];
  readonly additional?: readonly AnswerRecord[];
}

/** A question that the keys cannot answer. */
export interface Asked {
  /** `upstream`: the whole server, for a target outside the zone; `next`: the plugins after this one. */
  readonly whom: 'upstream' | 'next';
  readonly name: string;
  readonly type: string;
}

/**
 * A computation that may have to ask others before it goes on. A generator, so that one and the same text
 * runs with and without waiting.
 */
export type Asking<T> = Generator<Asked, T, Reply | undefined>;

/** What a lookup works with: one question's view of the backend (CoreDNS's `ServiceBackend`). */
export interface Backend {
  readonly services: Services;
  /** The zone that holds the question, lower case with a trailing dot. */
  readonly zone: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Do not read the whole zone for a zone name without `apex.dns` (CoreDNS's `no_apex_fallback`). */
  readonly noApexFallback: boolean;
  /** Counts lookups; see `Budget`. */
  spend(): void;
  /** Asks the whole server, this plugin included; undefined when there is none to ask. */
  lookUp(name: string, type: string): Asking<Found | undefined>;
}

/** Records that answer a question. */
export interface Found {
  readonly records: readonly Resource[];
  /** Addresses of what the records point at. */
  readonly extra?: readonly Resource[];
  /** Somebody answered with less than there is. */
  readonly tc?: boolean;
}

export type Outcome<T> = T | Failed;
