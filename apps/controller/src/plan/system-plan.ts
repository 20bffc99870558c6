import type { Change, EngineOutput, Name, NamePlan, ObjectProblem, Problem } from '@skywriter/core';
import { zoneOf } from '@skywriter/core';
import { type StoppedDeletion, stoppedBy } from '../status.ts';

/** What is to be said of objects beside the plans. */
export interface ObjectFindings {
  readonly problems: readonly ObjectProblem[];
  /** Addresses that are not published although nothing is wrong. */
  readonly leftOut: readonly ObjectProblem[];
}

export const noFindings: ObjectFindings = { problems: [], leftOut: [] };

/** What would happen to one output now. */
export interface OutputPlan {
  readonly output: string;
  /** In order of their names; a zone in which nothing is to be said is left out. */
  readonly zones: readonly ZonePlan[];
  /** The deletions would not happen, and why. */
  readonly stopped?: StoppedDeletion | undefined;
  readonly summary: Summary;
}

export interface ZonePlan {
  /** `.` for an output that writes everywhere. */
  readonly zone: Name | '.';
  readonly names: readonly NameEntry[];
}

/** One name of which there is something to say. */
export interface NameEntry {
  readonly name: Name;
  readonly changes: readonly Change[];
  readonly withheld: NamePlan['withheld'];
  /**
   * What is written without a change of records. `keys`: the same records in other keys, because what another
   * program wrote is taken over or the layout is another one. `leftovers`: keys of records that are gone.
   */
  readonly rewritten?: 'keys' | 'leftovers' | undefined;
  /** Why less stands there than objects ask for. */
  readonly lack?: 'held' | 'waiting' | 'refused' | undefined;
  readonly problems: readonly Problem[];
}

export interface Summary {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
  /** Names of which keys are written although no record changes. */
  readonly rewrite: number;
  readonly unchanged: number;
  readonly held: number;
  readonly waiting: number;
  readonly withheld: number;
  readonly refused: number;
}

/** Plans every name that is asked for or there. Nothing is written. */
export function planOutput(entry: EngineOutput, wanted: Iterable<Name>): OutputPlan {
  const { output, reconciler, guard } = entry;
  const names = new Set([...wanted, ...output.ownedNames()]);
  const entries: NameEntry[] = [];
  let unchanged = 0;
  for (const name of [...names].sort(byLabels)) {
    const { plan, desired } = reconciler.plan(name);
    const lack = desired.lack ?? (desired.problems.length > 0 ? 'refused' : undefined);
    const { changes, withheld, after } = plan;
    const settled = changes.length > 0 || output.settled({ name, recordSets: after });
    const rewritten = settled ? undefined : after.length > 0 ? 'keys' : 'leftovers';
    if (changes.length === 0 && after.length > 0) unchanged += after.length;
    if (changes.length + withheld.length === 0 && lack === undefined && settled) continue;
    entries.push({ name, changes, withheld, rewritten, lack, problems: desired.problems });
  }
  const gone = entries.filter(({ changes }) => isWholeDeletion(changes)).map(({ name }) => name);
  guard.admit(gone, output.ownedCount);
  return {
    output: output.name,
    zones: byZone(entries, output.zones),
    stopped: stoppedBy(guard, output.ownedCount),
    summary: summaryOf(entries, unchanged),
  };
}

/** Whether anything would be written. */
export function isPending(plans: readonly OutputPlan[]): boolean {
  return plans.some(({ summary }) => summary.create + summary.update + summary.delete + summary.rewrite > 0);
}

function isWholeDeletion(changes: readonly Change[]): boolean {
  return changes.length > 0 && changes.every(({ action }) => action === 'delete');
}

function byZone(entries: readonly NameEntry[], zones: readonly Name[]): ZonePlan[] {
  const groups = new Map<Name | '.', NameEntry[]>();
  for (const entry of entries) {
    const zone = zoneOf(entry.name, zones) ?? '.';
    const group = groups.get(zone);
    if (group === undefined) groups.set(zone, [entry]);
    else group.push(entry);
  }
  return [...groups].map(([zone, names]) => ({ zone, names })).sort((a, b) => (a.zone < b.zone ? -1 : 1));
}

function summaryOf(entries: readonly NameEntry[], unchanged: number): Summary {
  const changes = entries.flatMap((entry) => entry.changes);
  const acting = (action: Change['action']): number =>
    changes.filter((change) => change.action === action).length;
  const lacking = (lack: NameEntry['lack']): number => entries.filter((entry) => entry.lack === lack).length;
  return {
    create: acting('create'),
    update: acting('update'),
    delete: acting('delete'),
    rewrite: entries.filter(({ rewritten }) => rewritten !== undefined).length,
    unchanged,
    held: lacking('held'),
    waiting: lacking('waiting'),
    withheld: entries.reduce((sum, { withheld }) => sum + withheld.length, 0),
    refused: lacking('refused'),
  };
}

/** Parents before children, as in a tree: what belongs together stands together. */
function byLabels(a: Name, b: Name): number {
  const [left, right] = [a, b].map((name) => name.split('.').reverse().join(' '));
  return (left ?? '') < (right ?? '') ? -1 : 1;
}
