import { type Entry, groupOf, type Node } from './node.ts';

/** Hears what a changed key brings about besides at its own place. */
export interface TreeListener {
  added(entry: Entry, reason: string): void;
  removed(entry: Entry): void;
  /** Scaffolding at the node may be needed now, or needed no longer, or be another. */
  unsure(node: Node): void;
  /** Records at the node have come to be ours, or ceased to, by what the registry says of its name. */
  claimed(node: Node): void;
  /** Everything at the node, and every exact key one level below, belongs into another group now. */
  regrouped(node: Node): void;
}

/** What our keys are in number. */
export interface Totals {
  /** Nodes with keys of ours. */
  readonly owned: Set<Node>;
  /** How many of them have records. */
  named: number;
}

type Step = 1 | -1;

/** Counts a key of ours in or out, up to the root. */
export function accountOurs(
  { kind, holder }: Entry,
  step: Step,
  { totals, listener }: { totals: Totals; listener: TreeListener },
): void {
  holder.ours += step;
  if (holder.ours === 0) totals.owned.delete(holder);
  else totals.owned.add(holder);
  if (kind === 'scaffold' || kind === 'entry') return;
  holder.records += step;
  if (flipped(holder.records, step)) totals.named += step;
  for (let up = holder.parent; up !== undefined; up = up.parent) {
    up.recordsBelow += step;
    if (flipped(up.recordsBelow, step)) listener.unsure(up);
  }
}

/** Counts a key of others in or out. `exact`: the key is the node's own. */
export function accountForeign(
  entry: Entry,
  step: Step,
  { node, exact, listener }: { node: Node; exact: boolean; listener: TreeListener },
): void {
  if (exact) listener.unsure(node);
  const level = exact ? node.parent : node;
  if (level === undefined) return;
  for (let up: Node | undefined = entry.alien ? level : undefined; up !== undefined; up = up.parent) {
    up.aliensBelow += step;
    if (flipped(up.aliensBelow, step)) listener.unsure(up);
  }
  if (entry.foreignGroup !== undefined && regroup(level, entry.foreignGroup, step)) listener.regrouped(level);
}

/** Whether a count came to be or ceased with this step. */
function flipped(count: number, step: Step): boolean {
  return count === (step === 1 ? 1 : 0);
}

function regroup(level: Node, group: string, step: Step): boolean {
  const before = groupOf(level);
  level.foreignGroups ??= new Map();
  const count = (level.foreignGroups.get(group) ?? 0) + step;
  if (count === 0) level.foreignGroups.delete(group);
  else level.foreignGroups.set(group, count);
  return groupOf(level) !== before;
}
