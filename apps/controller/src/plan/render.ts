import {
  type Change,
  type ObjectProblem,
  objectKey,
  originObject,
  type Problem,
  type RecordSet,
} from '@skywriter/core';
import type { Style } from '../terminal/style.ts';
import {
  isPending,
  type NameEntry,
  noFindings,
  type ObjectFindings,
  type OutputPlan,
  type Summary,
} from './system-plan.ts';

/**
 * A plan as a person enjoys reading it: by output and zone, one line for each record that changes; then what
 * is wrong in objects, so that a name that is missing explains itself.
 */
export function renderPlan(
  plans: readonly OutputPlan[],
  style: Style,
  { problems, leftOut }: ObjectFindings = noFindings,
): string {
  const lines: string[] = [];
  for (const plan of plans) lines.push(...renderOutput(plan, style), '');
  if (problems.length > 0) lines.push(style.strong('In the objects'), '', ...problems.map(objectLine), '');
  if (leftOut.length > 0) lines.push(style.strong('Left out'), '', ...new Set(leftOut.map(objectLine)), '');
  const total = plans.map(({ summary }) => summary).reduce(add, nothing);
  if (isPending(plans)) lines.push(`${style.strong('Plan:')} ${sentence(total)}.`);
  else lines.push(`${style.strong('Nothing to do:')} ${sentence(total)}.`);
  return `${lines.join('\n')}\n`;
}

function objectLine(problem: ObjectProblem): string {
  return `    ! ${objectKey(problem.origin.object)} ${problem.origin.rule}: ${told(problem)}`;
}

type Row = readonly [sign: string, name: string, type: string, value: string, why: string];

function renderOutput(plan: OutputPlan, style: Style): string[] {
  const lines = [`${style.strong(plan.output)} ${style.faint(sentence(plan.summary))}`];
  if (plan.stopped !== undefined) lines.push(style.remove(`  ! ${told(plan.stopped.problem)}`));
  for (const { zone, names } of plan.zones) {
    lines.push('', `  ${style.strong(zone === '.' ? 'everywhere' : zone)}`);
    lines.push(...table(names.flatMap(rowsOf), style));
  }
  return lines;
}

function rowsOf(entry: NameEntry): Row[] {
  const { name, changes, withheld, problems, lack, rewritten } = entry;
  const rows = changes.flatMap((change) => changeRows(name, change));
  if (rewritten === 'keys') rows.push(['~', name, '', 'other keys', 'its records stay as they are']);
  if (rewritten === 'leftovers') rows.push(['~', name, '', 'leftovers', 'keys of records that are gone']);
  for (const { change, problem } of withheld) {
    rows.push(['!', name, typeOf(change), `${change.action} withheld`, told(problem)]);
  }
  for (const problem of problems) rows.push(['!', name, '', lack ?? 'problem', told(problem)]);
  return rows;
}

function changeRows(name: string, change: Change): Row[] {
  if (change.action === 'create')
    return [['+', name, change.after.type, values(change.after), origins(change.after)]];
  if (change.action === 'delete')
    return [['-', name, change.before.type, values(change.before), origins(change.before)]];
  const { before, after } = change;
  return [['~', name, after.type, `${values(before)} → ${values(after, before)}`, origins(after)]];
}

/** Values and TTL; of the TTL only what differs, where there is something to differ from. */
function values(set: RecordSet, from?: RecordSet): string {
  const data = set.targets
    .map(({ value }) => (set.type === 'TXT' ? JSON.stringify(value) : value))
    .join(', ');
  const ttl = from !== undefined && from.ttl === set.ttl ? '' : ` (${set.ttl ?? 'default'} s)`;
  return `${data}${ttl}`;
}

function origins(set: RecordSet): string {
  const all = set.targets.flatMap((target) => target.origins);
  const objects = new Set(all.map(originObject));
  // One object says best which of its fields it was; of several only who they are.
  if (objects.size === 1) return all[0]?.replace('#', ' ') ?? '';
  return [...objects].join(', ');
}

function typeOf(change: Change): string {
  return change.action === 'create' ? change.after.type : change.before.type;
}

function told(problem: Problem): string {
  return `${problem.message} ${problem.hint}`;
}

function table(rows: readonly Row[], style: Style): string[] {
  const width = (column: 1 | 2 | 3, most: number): number =>
    Math.min(most, Math.max(0, ...rows.map((row) => row[column].length)));
  const [name, type, value] = [width(1, 50), width(2, 5), width(3, 50)];
  return rows.map(([sign, ...cells]) => {
    const [first, second, third, why] = cells;
    const text = `${sign} ${first.padEnd(name)}  ${second.padEnd(type)}  ${third.padEnd(value)}`;
    return `    ${paint(sign, style)(text)}  ${style.faint(why)}`.trimEnd();
  });
}

function paint(sign: string, style: Style): (text: string) => string {
  const paints: Readonly<Record<string, (text: string) => string>> = {
    '+': style.add,
    '~': style.change,
    '-': style.remove,
  };
  return paints[sign] ?? style.change;
}

const nothing: Summary = {
  create: 0,
  update: 0,
  delete: 0,
  rewrite: 0,
  unchanged: 0,
  held: 0,
  waiting: 0,
  withheld: 0,
  refused: 0,
};

function add(a: Summary, b: Summary): Summary {
  return {
    create: a.create + b.create,
    update: a.update + b.update,
    delete: a.delete + b.delete,
    rewrite: a.rewrite + b.rewrite,
    unchanged: a.unchanged + b.unchanged,
    held: a.held + b.held,
    waiting: a.waiting + b.waiting,
    withheld: a.withheld + b.withheld,
    refused: a.refused + b.refused,
  };
}

/** `2 to add, 1 to change, 14 unchanged, 1 held`: what is zero is not said. */
function sentence(summary: Summary): string {
  const parts = [
    [summary.create, 'to add'],
    [summary.update, 'to change'],
    [summary.delete, 'to remove'],
    [summary.rewrite, 'to rewrite'],
    [summary.unchanged, 'unchanged'],
    [summary.held, 'held'],
    [summary.waiting, 'waiting'],
    [summary.withheld, 'withheld'],
    [summary.refused, 'refused'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return said.length === 0 ? 'no records' : said.join(', ');
}
