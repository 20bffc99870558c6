import type { Name } from '../name/name.ts';
import type { Observed } from '../output/output.ts';
import type { Problem } from '../problem.ts';
import { type RecordSet, type RecordType, sameRecords } from '../record/record-set.ts';

/**
 * What an output may do. `sync`: everything. `upsert-only`: nothing is deleted, neither names nor single
 * types. `create-only`: what is there is not touched.
 */
export const policies = ['sync', 'upsert-only', 'create-only'] as const;
export type Policy = (typeof policies)[number];

/** One step of a plan: a record set that comes, changes or goes. */
export type Change =
  | { readonly action: 'create'; readonly after: RecordSet }
  | { readonly action: 'update'; readonly before: RecordSet; readonly after: RecordSet }
  | { readonly action: 'delete'; readonly before: RecordSet };

/** What shall happen at one name of one output, and what was wanted but shall not, with the reasons. */
export interface NamePlan {
  readonly name: Name;
  readonly changes: readonly Change[];
  /** Everything that the name shall have of ours; equals what is there when there are no changes. */
  readonly after: readonly RecordSet[];
  readonly withheld: readonly { readonly change: Change; readonly problem: Problem }[];
}

/** Compares one name as it should be with how it is. Pure; ownership and policy are applied here. */
export function planName(
  name: Name,
  wanted: readonly RecordSet[],
  context: { readonly observed: Observed; readonly policy: Policy },
): NamePlan {
  const { observed, policy } = context;
  const all = changesBetween(observed.recordSets, wanted);
  const [first] = observed.foreign;
  if (first !== undefined && observed.recordSets.length === 0 && all.length > 0) {
    return {
      name,
      changes: [],
      after: [],
      withheld: all.map((change) => ({ change, problem: foreign(name, first) })),
    };
  }
  const admitted = all.filter((change) => allows(policy, change, observed.recordSets));
  const changes = withoutCnameClash(observed.recordSets, admitted);
  const withheld = all
    .filter((change) => !changes.includes(change))
    .map((change) => ({ change, problem: byPolicy(name, policy, change) }));
  const after = changes.length === all.length ? [...wanted] : applyChanges(observed.recordSets, changes);
  return { name, changes, after, withheld };
}

/** The changes that lead from some record sets to others, by type. */
export function changesBetween(before: readonly RecordSet[], after: readonly RecordSet[]): Change[] {
  const old = byType(before);
  const changes: Change[] = [];
  for (const set of after) {
    const previous = old.get(set.type);
    old.delete(set.type);
    if (previous === undefined) changes.push({ action: 'create', after: set });
    else if (!sameRecords(previous, set)) changes.push({ action: 'update', before: previous, after: set });
  }
  for (const set of old.values()) changes.push({ action: 'delete', before: set });
  return changes;
}

function applyChanges(before: readonly RecordSet[], changes: readonly Change[]): RecordSet[] {
  const sets = byType(before);
  for (const change of changes) {
    if (change.action === 'delete') sets.delete(change.before.type);
    else sets.set(change.after.type, change.after);
  }
  return [...sets.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}

function allows(policy: Policy, change: Change, before: readonly RecordSet[]): boolean {
  if (policy === 'sync') return true;
  if (policy === 'upsert-only') return change.action !== 'delete';
  return change.action === 'create' && before.length === 0;
}

/** Where a policy keeps an old type, what cannot stand beside it (CNAME, RFC 1034 §3.6.2) cannot come. */
function withoutCnameClash(before: readonly RecordSet[], changes: readonly Change[]): readonly Change[] {
  const gone = new Set(changes.flatMap((change) => (change.action === 'delete' ? [change.before.type] : [])));
  const kept = before.filter((set) => !gone.has(set.type));
  const clashes = (change: Change): boolean =>
    change.action === 'create' &&
    kept.some((set) => (set.type === 'CNAME') !== (change.after.type === 'CNAME'));
  return changes.some(clashes) ? changes.filter((change) => !clashes(change)) : changes;
}

function byType(sets: readonly RecordSet[]): Map<RecordType, RecordSet> {
  return new Map(sets.map((set) => [set.type, set]));
}

function foreign(name: Name, what: string): Problem {
  return {
    code: 'SKY_NAME_FOREIGN',
    message: `The name ${name} has records of another owner: ${what}.`,
    hint: 'Remove those records or take them over; what has another owner is never touched.',
  };
}

function byPolicy(name: Name, policy: Policy, change: Change): Problem {
  const type = change.action === 'create' ? change.after.type : change.before.type;
  return {
    code: 'SKY_POLICY',
    message: `The policy ${policy} keeps ${name} from the ${change.action} of its ${type} records.`,
    hint: 'Use the policy sync where Skywriter may change and delete what it wrote.',
  };
}
