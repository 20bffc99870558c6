import type { Name } from '../name/name.ts';
import { isKind, type ObjectRef } from '../object/object.ts';
import type { Problem } from '../problem.ts';
import type { Address } from '../record/address.ts';
import type { RecordType } from '../record/record-set.ts';

/** Which object asks, and by which of its fields or annotations: one step of a record's provenance. */
export interface Origin {
  readonly object: ObjectRef;
  /** Where in the object, such as `spec.rules[0].host` or `annotation hostname`. */
  readonly rule: string;
}

/**
 * What one object asks for: records of one type at one name.
 *
 * A claim with no targets is *pending*: the object still wants the name but has nothing to point it at
 * just now (a load balancer without an address). What it had is held, because empty is not delete.
 */
export interface Claim {
  readonly name: Name;
  /** Undefined only while pending, when the type is not known. */
  readonly type: RecordType | undefined;
  /** Canonical values (see `Target.value`). */
  readonly targets: readonly string[];
  /** Seconds; undefined when the object does not say. */
  readonly ttl: number | undefined;
  readonly origin: Origin;
  /** While pending: why there are no targets, without a full stop; absent where nobody can say. */
  readonly because?: string;
  /** Only these outputs shall have it; all that can when absent. */
  readonly outputs?: readonly string[];
  /** Whether the addresses shall have PTR records back to the name; absent when the object does not say. */
  readonly reverse?: boolean;
  /** Of a PTR record made for an address: the address. */
  readonly back?: Address;
}

/** Whether an output is among those that shall have the claim. */
export function isFor({ outputs }: Claim, output: string): boolean {
  return outputs === undefined || outputs.includes(output);
}

/** A problem at a place in an object: shown as Event, in the status and in the log. */
export interface ObjectProblem extends Problem {
  readonly origin: Origin;
  /** The name it keeps from being published, where it is known. */
  readonly name?: Name;
}

/** Whether two lists tell the same of the same objects. */
export function sameProblems(a: readonly Problem[], b: readonly Problem[]): boolean {
  return a.length === b.length && a.every((problem, index) => keyOf(problem) === keyOf(b[index]));
}

/** Each problem of each object once. */
export function uniqueProblems(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [keyOf(problem), problem])).values()];
}

function keyOf(problem: Problem | undefined): string {
  if (problem === undefined) return '';
  const { code, message, origin } = problem as Problem & Partial<ObjectProblem>;
  return [code, message, origin === undefined ? '' : formatOrigin(origin)].join('\n');
}

/** `Ingress/shop/front#spec.rules[0].host`: stored with a record, and read back to know whose it is. */
export function formatOrigin(origin: Origin): string {
  return `${objectKey(origin.object)}#${origin.rule}`;
}

/** Reads what {@link formatOrigin} wrote; undefined for anything else, since stored text may be anybody's. */
export function parseOrigin(text: string): Origin | undefined {
  const hash = text.indexOf('#');
  const [kind, namespace, name, ...rest] = text.slice(0, Math.max(hash, 0)).split('/');
  if (!isKind(kind) || namespace === undefined || name === undefined || rest.length > 0) return undefined;
  return { object: { kind, namespace, name }, rule: text.slice(hash + 1) };
}

/** The object part of a text origin: `Ingress/shop/front`. */
export function originObject(text: string): string {
  const hash = text.indexOf('#');
  return hash === -1 ? text : text.slice(0, hash);
}

/** `Kind/namespace/name`, with an empty namespace for cluster objects: the identity of an object in text. */
export function objectKey(object: Pick<ObjectRef, 'kind' | 'namespace' | 'name'>): string {
  return `${object.kind}/${object.namespace}/${object.name}`;
}
