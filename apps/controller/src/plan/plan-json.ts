import { type Change, type ObjectProblem, objectKey, type Problem, type RecordSet } from '@skywriter/core';
import {
  isPending,
  type NameEntry,
  noFindings,
  type ObjectFindings,
  type OutputPlan,
} from './system-plan.ts';

/** A plan for programs: stable keys, RR data as in the text. */
export function planToJson(
  plans: readonly OutputPlan[],
  { problems, leftOut }: ObjectFindings = noFindings,
): object {
  return {
    pending: isPending(plans),
    outputs: plans.map(({ output, zones, stopped, summary }) => ({
      output,
      summary,
      ...(stopped === undefined
        ? {}
        : { stopped: { id: stopped.id, names: stopped.names, ...problemToJson(stopped.problem) } }),
      names: zones.flatMap(({ zone, names }) => names.map((entry) => nameToJson(zone, entry))),
    })),
    objects: problems.map(objectToJson),
    leftOut: leftOut.map(objectToJson),
  };
}

function objectToJson(problem: ObjectProblem): object {
  return { object: objectKey(problem.origin.object), rule: problem.origin.rule, ...problemToJson(problem) };
}

function nameToJson(zone: string, { name, changes, withheld, rewritten, lack, problems }: NameEntry): object {
  return {
    name,
    zone,
    changes: changes.map(changeToJson),
    withheld: withheld.map(({ change, problem }) => ({
      ...changeToJson(change),
      problem: problemToJson(problem),
    })),
    ...(rewritten === undefined ? {} : { rewritten }),
    ...(lack === undefined ? {} : { state: lack }),
    problems: problems.map(problemToJson),
  };
}

function changeToJson(change: Change): object {
  return {
    action: change.action,
    ...('before' in change ? { before: setToJson(change.before) } : {}),
    ...('after' in change ? { after: setToJson(change.after) } : {}),
  };
}

function setToJson({ type, ttl, targets }: RecordSet): object {
  return { type, ...(ttl === undefined ? {} : { ttl }), targets };
}

function problemToJson({ code, message, hint }: Problem): object {
  return { code, message, hint };
}
