import type { Claim, ObjectProblem } from '../claim/claim.ts';
import type { Kind, KubernetesObject, ObjectOfKind, ObjectView } from '../object/object.ts';
import type { FieldPath } from '../template/fields.ts';

/** What a source makes of one object. */
export interface SourceResult {
  readonly claims: readonly Claim[];
  /** Why something the object asks for is not among the claims. */
  readonly problems: readonly ObjectProblem[];
  /**
   * It cannot be told just now what else the object asks for: a template fails. What it has stays, because
   * empty is not delete.
   */
  readonly incomplete?: boolean;
  /** Addresses that are not among the targets, each with the reason: news for who asks, nobody's mistake. */
  readonly leftOut?: readonly ObjectProblem[];
}

/** Of an object that asks for nothing, or is left to another controller. */
export const noClaims: SourceResult = { claims: [], problems: [] };

/**
 * Turns one object (and the few it refers to) into claims. Pure: the same objects give the same claims.
 */
export interface Source<K extends Kind = Kind> {
  /** As in the configuration: `ingress`, `service`. */
  readonly name: string;
  /** The kind that carries the names. */
  readonly kind: K;
  /** What it needs of objects of `kind` beside their projection (`fields` of the object). */
  readonly fields?: readonly FieldPath[];
  /**
   * Objects that it claims for whether they are known or not, because a configuration names them. Where it has
   * any, nothing need be read of `kind` on its account.
   */
  readonly standIns?: readonly ObjectOfKind[K][];
  /** Other kinds that it looks up in the view. */
  readonly refersTo: readonly Kind[];
  claims(object: ObjectOfKind[K], view: ObjectView): SourceResult;
  /**
   * The objects of `kind` whose claims may differ now that `changed`, of a kind in `refersTo`, came, went
   * or changed.
   */
  dependents(changed: KubernetesObject, view: ObjectView): Iterable<ObjectOfKind[K]>;
}
