import { type Claim, isFor, type ObjectProblem, originObject } from '../claim/claim.ts';
import type { Clock } from '../clock.ts';
import { type Derive, deriver } from '../derive/derive.ts';
import { addressesOf } from '../derive/reverse.ts';
import type { DomainFilter } from '../filter/domain-filter.ts';
import { allRecords, type RecordFilter } from '../filter/record-filter.ts';
import { ClaimIndex } from '../merge/claim-index.ts';
import type { Known } from '../merge/hold.ts';
import type { MergeRules } from '../merge/merge.ts';
import type { NameRules } from '../merge/name-rules.ts';
import type { Name } from '../name/name.ts';
import { reverseName } from '../name/reverse.ts';
import type { Kind, ObjectView } from '../object/object.ts';
import type { Output } from '../output/output.ts';
import { DeletionGuard, type DeletionLimits } from '../plan/deletion-guard.ts';
import type { Policy } from '../plan/plan.ts';
import { unwrap } from '../problem.ts';
import { Reconciler, type ReconcilerListener } from '../reconcile/reconciler.ts';
import type { Source } from '../source/source.ts';
import { loopMates } from './cname-loop.ts';
import { belongsTo, type DesiredContext, desiredAt } from './desired.ts';
import { type HoldLimits, Holds } from './holds.ts';
import { type ObjectChange, ObjectClaims, type ObjectListener } from './object-claims.ts';

export interface EngineListener extends ReconcilerListener, ObjectListener {}

export interface EngineOptions {
  readonly sources: readonly Source[];
  readonly view: ObjectView;
  readonly rules: NameRules;
  readonly sharing: MergeRules['sharing'];
  /** Whether all objects of a kind are known. Until then nothing that such objects made is deleted. */
  readonly synced: (kind: Kind) => boolean;
  /** What follows from claims; by default only the PTR records that objects ask for. */
  readonly derive?: Derive;
  readonly clock: Clock;
  readonly listener: EngineListener;
}

export interface OutputRules {
  readonly policy: Policy;
  /** Names that do not match are left as they are. */
  readonly filter: DomainFilter;
  /** All records by default. */
  readonly records?: RecordFilter;
  readonly deletionLimits: DeletionLimits;
  /** Without them, what is held is held for ever. */
  readonly holdLimits?: HoldLimits;
}

/** One output with everything that keeps it in step. */
export interface EngineOutput {
  readonly output: Output;
  readonly reconciler: Reconciler;
  readonly guard: DeletionGuard;
  readonly holds: Pick<Holds, 'oldest'>;
}

interface Entry extends EngineOutput {
  readonly holds: Holds;
  readonly context: DesiredContext;
}

/**
 * The way of the data from objects to outputs: object → claims → dirty names → one reconciler for each
 * output. Holds no clock and does no I/O of its own.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #claims = new ClaimIndex();
  readonly #objects: ObjectClaims;
  readonly #outputs = new Map<string, Entry>();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#objects = new ObjectClaims(
      { ...options, derive: options.derive ?? byRequest, published: (claim) => this.#isPublished(claim) },
      {
        claims: (object, claims, since) => this.#replace(object, claims, since),
        complete: (object) => this.#release(object),
      },
    );
  }

  get outputs(): Iterable<EngineOutput> {
    return this.#outputs.values();
  }

  get #known(): Known {
    const { sources, synced } = this.#options;
    const references = new Map<Kind, Set<Kind>>();
    for (const { kind, refersTo } of sources) {
      references.set(kind, new Set([...(references.get(kind) ?? []), ...refersTo]));
    }
    return {
      objects: synced,
      references: (kind) => [...(references.get(kind) ?? [])].every(synced),
      claims: (object) => !this.#objects.incomplete(object),
      everything: () =>
        this.#objects.complete &&
        [...references].every(([kind, to]) => synced(kind) && [...to].every(synced)),
    };
  }

  /** How many times the claims of an object have been computed since the start: a measure of the work. */
  get claimsComputed(): number {
    return this.#objects.computed;
  }

  /** All names that anybody claims. */
  get names(): Iterable<Name> {
    return this.#claims.names();
  }

  claimsTo(name: Name): readonly Claim[] {
    return this.#claims.of(name);
  }

  /** Problems found in objects, by object. */
  get objectProblems(): ReadonlyMap<string, readonly ObjectProblem[]> {
    return this.#objects.problems;
  }

  /** What of objects is not published, each with the reason, by object: for who asks, nobody's mistake. */
  get leftOut(): ReadonlyMap<string, readonly ObjectProblem[]> {
    return this.#objects.leftOut;
  }

  /** Objects changed: the claims of those concerned are computed anew, soon and once. */
  changed(change: ObjectChange): void {
    this.#objects.changed(change);
  }

  /** All objects of a kind are known now: what none of them wants may go. */
  kindSynced(): void {
    this.#objects.flush();
    for (const { output, reconciler, context } of this.#outputs.values()) {
      reconciler.dirty(belonging(output.ownedNames(), context));
    }
  }

  /** Adds an output and starts it. */
  async add(output: Output, rules: OutputRules): Promise<EngineOutput> {
    const { clock, listener } = this.#options;
    const holds = new Holds({ limits: rules.holdLimits, clock, onStale: (name) => reconciler.dirty([name]) });
    const context: DesiredContext = {
      ...this.#options,
      output,
      holds,
      filter: rules.filter,
      records: rules.records ?? allRecords,
      claims: this.#claims,
      known: this.#known,
    };
    const guard = new DeletionGuard(rules.deletionLimits, clock);
    const desired = (name: Name) => {
      const { holding = false, ...found } = desiredAt(name, context);
      holds.note(name, holding);
      return found;
    };
    const reconciler = new Reconciler({ output, desired, policy: rules.policy, guard, clock, listener });
    const entry = { output, reconciler, guard, holds, context };
    this.#outputs.set(output.name, entry);
    this.#objects.reconsider();
    await output.start({
      dirty: (names) => reconciler.dirty(belonging(names, context)),
      readiness: (ready) => {
        if (ready) this.#resynchronise(entry);
      },
    });
    return entry;
  }

  /** Stops and removes one output. */
  async remove(name: string): Promise<void> {
    const entry = this.#outputs.get(name);
    this.#outputs.delete(name);
    this.#objects.reconsider();
    entry?.reconciler.stop();
    entry?.holds.stop();
    await entry?.output.stop();
  }

  async stop(): Promise<void> {
    this.#objects.stop();
    await Promise.all([...this.#outputs.keys()].map((name) => this.remove(name)));
  }

  #isPublished(claim: Claim): boolean {
    return [...this.#outputs.values()].some(
      ({ output, context }) => isFor(claim, output.name) && belongsTo(claim.name, context),
    );
  }

  #resynchronise({ output, reconciler, context }: Entry): void {
    this.#objects.flush();
    reconciler.dirty(belonging(output.ownedNames(), context));
    reconciler.dirty(belonging(this.#claims.names(), context));
    reconciler.resume();
  }

  /** What was held because nobody knew what the object asks for is decided anew. */
  #release(object: string): void {
    for (const { output, reconciler, context } of this.#outputs.values()) {
      const held = belonging(output.ownedNames(), context).filter((name) =>
        output
          .observed(name)
          .recordSets.some(({ targets }) =>
            targets.some(
              ({ origins }) =>
                origins.length === 0 || origins.some((origin) => originObject(origin) === object),
            ),
          ),
      );
      reconciler.dirty(held);
    }
  }

  #replace(object: string, claims: readonly Claim[], since: number | undefined): void {
    const dirty = new Set<Name>();
    for (const [name, before] of this.#claims.replace(object, claims)) {
      dirty.add(name);
      for (const all of [before, this.#claims.of(name)]) {
        for (const mate of loopMates(name, all, (other) => this.#claims.of(other))) dirty.add(mate);
      }
    }
    for (const { output, reconciler, context } of this.#outputs.values()) {
      reconciler.dirty(belonging(dirty, context), since);
      reconciler.dirty(belonging(reverseNamesAt(dirty, output), context), since);
    }
  }
}

/** PTR records only where an object asks for them. */
const byRequest = unwrap(deriver({}));

/** What an output sees outside of its zones or its filter (a neighbour's keys, a zone that it once had) is not its business. */
function belonging(names: Iterable<Name>, context: DesiredContext): Name[] {
  return [...names].filter((name) => belongsTo(name, context));
}

/** Where PTR records lead back to names: these may have been all that held them. */
function reverseNamesAt(names: Iterable<Name>, output: Output): Name[] {
  const reverse = new Set<Name>();
  for (const name of names) {
    for (const { type, targets } of output.observed(name).recordSets) {
      const values = targets.map(({ value }) => value);
      for (const address of addressesOf({ type, targets: values })) reverse.add(reverseName(address));
    }
  }
  return [...reverse].filter((name) => output.observed(name).recordSets.length > 0);
}
