import type { Name } from '../name/name.ts';
import type { Problem } from '../problem.ts';
import type { RecordSet } from '../record/record-set.ts';

/** What is at a name now, as the output's mirror of it knows. */
export interface Observed {
  /** Records that this output's owner wrote. TTL is what is there, never undefined. */
  readonly recordSets: readonly RecordSet[];
  /**
   * Records at this very name that have another owner or none: untouchable. Each as a short description
   * for people, such as `10.0.0.1 (owner other)`.
   */
  readonly foreign: readonly string[];
}

/** The records that a name shall have from now on; none means that the name goes. */
export interface Assignment {
  readonly name: Name;
  readonly recordSets: readonly RecordSet[];
}

export type Outcome =
  /** Written (or found written already); observed reflects it. */
  | { readonly name: Name; readonly result: 'done' }
  /** Somebody else changed the name meanwhile; observed has been refreshed, plan again. */
  | { readonly name: Name; readonly result: 'conflict' }
  /** Not written; try again later. */
  | { readonly name: Name; readonly result: 'failed'; readonly problem: Problem };

/** What an output tells its reconciler. */
export interface OutputListener {
  /** Something at these names is not as it was: a change of ours seen again, drift, or a foreign edit. */
  dirty(names: Iterable<Name>): void;
  /** Ready or not ready any more; when it becomes ready, every name is reconciled. */
  readiness(ready: boolean): void;
}

/**
 * A destination for records. It mirrors what is there (`observed`) and sets names, each atomically, as a
 * total setter: an assignment is everything the name shall have of ours.
 */
export interface Output {
  /** The configured name: `cluster`. */
  readonly name: string;
  /** Nothing is ever written outside these. Empty: everywhere (ExternalDNS without a domain filter). */
  readonly zones: readonly Name[];
  /** TTL in seconds for records whose claims name none. */
  readonly defaultTtl: number;
  /** Observes, and reports readiness; never throws for what can heal (an absent server is "not ready"). */
  start(listener: OutputListener): Promise<void>;
  stop(): Promise<void>;
  readonly ready: boolean;
  /** Why not ready, or what is wrong while it is. */
  readonly problem: Problem | undefined;
  observed(name: Name): Observed;
  /** Every name at which this output's owner has anything, including scaffolding that may be left over. */
  ownedNames(): Iterable<Name>;
  /** How many names of ours there are; the measure for the mass-deletion guard. */
  readonly ownedCount: number;
  /** Why these records cannot be served from here (a wildcard in CoreDNS's etcd plugin); empty if they can. */
  refuses(recordSets: readonly RecordSet[]): readonly Problem[];
  /** Whether the name is exactly as `apply` would leave it, scaffolding and encoding included. */
  settled(assignment: Assignment): boolean;
  /** Sets names. One outcome for each assignment, in order; a failing name does not fail the others. */
  apply(assignments: readonly Assignment[]): Promise<readonly Outcome[]>;
}
