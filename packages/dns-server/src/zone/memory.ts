import type { Answer } from '../message/answer.ts';
import type { WireName } from '../message/wire-name.ts';
import type { Node, Zone } from './zone.ts';

/** A name that was looked at, and the revision that it had; 0 for a name that did not exist. */
export interface Dependency {
  readonly name: WireName;
  readonly revision: number;
}

/** A compiled answer, and what has to be as it was for it to be still the right one. */
export interface Remembered {
  readonly answer: Answer;
  /** Other names than the node's own, which forgets its answers when it changes. */
  readonly dependencies: readonly Dependency[];
  readonly delegations: number;
}

/**
 * The answer compiled before, if everything that it was made of stands. Checking on use instead of
 * invalidating on change keeps a change at the cost of its own name: there is no list of dependents to
 * keep, to leak or to get wrong, and nothing is compiled again before somebody asks.
 */
export function recall(zone: Zone, node: Node, type: number): Answer | undefined {
  const remembered = node.answers?.get(type);
  if (remembered === undefined || remembered.delegations !== zone.delegations) return undefined;
  for (const { name, revision } of remembered.dependencies) {
    if ((zone.nodes.get(name)?.revision ?? 0) !== revision) return undefined;
  }
  return remembered.answer;
}

/** Only nodes remember, so the memory is bounded by what exists, whatever is asked. */
export function remember(
  zone: Zone,
  node: Node,
  entry: { readonly type: number; readonly answer: Answer; readonly dependencies: readonly Dependency[] },
): void {
  node.answers ??= new Map();
  node.answers.set(entry.type, {
    answer: entry.answer,
    dependencies: entry.dependencies,
    delegations: zone.delegations,
  });
}
