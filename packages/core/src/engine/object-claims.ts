import { type Claim, type ObjectProblem, objectKey, sameProblems } from '../claim/claim.ts';
import type { Clock } from '../clock.ts';
import type { Derive } from '../derive/derive.ts';
import type { NameRules } from '../merge/name-rules.ts';
import { type Kind, type KubernetesObject, type ObjectView, refOf } from '../object/object.ts';
import type { Source, SourceResult } from '../source/source.ts';

/** A change of one object, as an object store reports it. */
export interface ObjectChange {
  readonly before?: KubernetesObject | undefined;
  readonly after?: KubernetesObject | undefined;
  /** Clock time at which it became known, milliseconds. */
  readonly at: number;
}

export interface ObjectListener {
  /** The problems that a source found in an object changed; an empty list means that they are gone. */
  objectProblems(object: string, problems: readonly ObjectProblem[]): void;
}

export interface ObjectClaimsOptions {
  readonly sources: readonly Source[];
  readonly view: ObjectView;
  readonly rules: NameRules;
  readonly derive: Derive;
  readonly clock: Clock;
  readonly listener: ObjectListener;
  /** Whether any output takes the claim. */
  readonly published: (claim: Claim) => boolean;
}

/** Takes what is computed. */
interface ClaimsListener {
  claims(object: string, claims: readonly Claim[], since: number | undefined): void;
  /** Everything that the object asks for is known again, or the object is gone. */
  complete(object: string): void;
}

interface Dirty {
  readonly kind: Kind;
  readonly namespace: string;
  readonly name: string;
  readonly since: number;
}

/**
 * Keeps the claims of every object up to date. An object that is concerned several times in one turn of the
 * event loop (a Service and its three slices) is computed once.
 */
export class ObjectClaims {
  readonly #options: ObjectClaimsOptions;
  readonly #taker: ClaimsListener;
  readonly #dirty = new Map<string, Dirty>();
  readonly #problems = new Map<string, readonly ObjectProblem[]>();
  readonly #leftOut = new Map<string, readonly ObjectProblem[]>();
  readonly #incomplete = new Set<string>();
  readonly #standIns: ReadonlyMap<string, KubernetesObject>;
  #computed = 0;
  #scheduled: (() => void) | undefined;
  #stopped = false;

  constructor(options: ObjectClaimsOptions, taker: ClaimsListener) {
    this.#options = options;
    this.#taker = taker;
    this.#standIns = new Map(
      options.sources.flatMap(({ standIns = [] }) => standIns.map((object) => [keyOf(object), object])),
    );
  }

  get computed(): number {
    return this.#computed;
  }

  get problems(): ReadonlyMap<string, readonly ObjectProblem[]> {
    return this.#problems;
  }

  /** What of objects is not published, with the reasons, by object. */
  get leftOut(): ReadonlyMap<string, readonly ObjectProblem[]> {
    return this.#leftOut;
  }

  /** Whether everything is known that objects ask for. */
  get complete(): boolean {
    return this.#incomplete.size === 0;
  }

  /** Whether the object asks for something that is not known just now. */
  incomplete(object: string): boolean {
    return this.#incomplete.has(object);
  }

  changed({ before, after, at }: ObjectChange): void {
    const object = after ?? before;
    if (object === undefined) return;
    for (const source of this.#options.sources) {
      if (source.kind === object.kind) this.#add(object, at);
      if (!source.refersTo.includes(object.kind)) continue;
      // What an object referred to before counts as well: it may be what freed the dependent.
      for (const version of [before, after]) {
        if (version === undefined) continue;
        for (const dependent of source.dependents(version, this.#options.view)) this.#add(dependent, at);
      }
    }
  }

  /** What is published has changed: the problems of all objects are found anew. */
  reconsider(): void {
    const { sources, view, clock } = this.#options;
    for (const { kind } of sources) for (const object of view.all(kind)) this.#add(object, clock.now());
    for (const object of this.#standIns.values()) this.#add(object, clock.now());
  }

  /** Computes what is due now instead of soon. */
  flush(): void {
    this.#scheduled?.();
    this.#scheduled = undefined;
    const due = [...this.#dirty];
    this.#dirty.clear();
    for (const [key, dirty] of due) this.#compute(key, dirty);
  }

  stop(): void {
    this.#stopped = true;
    this.#scheduled?.();
    this.#dirty.clear();
  }

  #add(object: KubernetesObject, since: number): void {
    const { namespace, name } = object.metadata;
    const key = keyOf(object);
    if (this.#stopped || this.#dirty.has(key)) return;
    this.#dirty.set(key, { kind: object.kind, namespace, name, since });
    this.#scheduled ??= this.#options.clock.after(0, () => {
      this.#scheduled = undefined;
      this.flush();
    });
  }

  #compute(key: string, { kind, namespace, name, since }: Dirty): void {
    const { view, sources } = this.#options;
    const known = view.get(kind, namespace, name);
    const claims: Claim[] = [];
    const problems: ObjectProblem[] = [];
    const leftOut: ObjectProblem[] = [];
    let incomplete = false;
    if (known !== undefined || this.#standIns.has(key)) this.#computed += 1;
    for (const source of sources) {
      const object = known ?? (source.standIns === undefined ? undefined : this.#standIns.get(key));
      if (source.kind !== kind || object === undefined) continue;
      const result = this.#run(source, object);
      incomplete ||= result.incomplete ?? false;
      problems.push(...result.problems);
      leftOut.push(...(result.leftOut ?? []));
      claims.push(...this.#allowed(result.claims, problems));
    }
    if (leftOut.length > 0) this.#leftOut.set(key, leftOut);
    else this.#leftOut.delete(key);
    const derived = this.#allowed(this.#options.derive(claims), problems);
    // PTR records for all addresses are nobody's wish in particular: that no output has them is no news.
    const wished = [...claims, ...derived.filter(({ type, reverse }) => type !== 'PTR' || reverse === true)];
    this.#setProblems(key, [...problems, ...this.#unpublished(wished)]);
    const completed = !incomplete && this.#incomplete.delete(key);
    if (incomplete) this.#incomplete.add(key);
    this.#taker.claims(key, [...claims, ...derived], since);
    if (completed) this.#taker.complete(key);
  }

  /** Those that the name rules allow; the others become problems. */
  #allowed(claims: readonly Claim[], problems: ObjectProblem[]): Claim[] {
    return claims.filter((claim) => {
      const refusal = this.#options.rules.refusal(claim);
      if (refusal !== undefined) problems.push(refusal);
      return refusal === undefined;
    });
  }

  /** Claims that no output takes; they stay claims, for an output may come. */
  #unpublished(claims: readonly Claim[]): ObjectProblem[] {
    const names = new Map(claims.map((claim) => [claim.name, claim]));
    const published = new Set(claims.filter(this.#options.published).map(({ name }) => name));
    return [...names.values()]
      .filter(({ name }) => !published.has(name))
      .map(({ name, origin }) => ({
        code: 'SKY_NAME_NO_OUTPUT',
        message: `No output publishes ${name}: it is in none of their zones, or filtered out.`,
        hint: 'Add its zone to an output, or choose a name in one; if somebody else publishes it, ignore this.',
        origin,
        name,
      }));
  }

  /** A source is pure and must not throw; if one does, only this object may suffer, and keeps what it had. */
  #run(source: Source, object: KubernetesObject): SourceResult {
    try {
      return source.claims(object, this.#options.view);
    } catch (error) {
      const defect: ObjectProblem = {
        code: 'SKY_SOURCE_DEFECT',
        message: `The source ${source.name} failed: ${error instanceof Error ? error.message : String(error)}.`,
        hint: 'Please report this as a defect, with the object.',
        origin: { object: refOf(object), rule: '' },
      };
      return { claims: [], problems: [defect], incomplete: true };
    }
  }

  #setProblems(key: string, problems: readonly ObjectProblem[]): void {
    if (problems.length === 0) {
      if (this.#problems.delete(key)) this.#options.listener.objectProblems(key, []);
      return;
    }
    if (sameProblems(this.#problems.get(key) ?? [], problems)) return;
    this.#problems.set(key, problems);
    this.#options.listener.objectProblems(key, problems);
  }
}

function keyOf({ kind, metadata: { namespace, name } }: KubernetesObject): string {
  return objectKey({ kind, namespace, name });
}
