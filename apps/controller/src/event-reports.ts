import { type Claim, type NameState, type ObjectProblem, objectKey, type Problem } from '@skywriter/core';
import type { EventReport } from '@skywriter/kubernetes';

/** How a name of an output stands, and who claims it. */
export interface NameStanding {
  readonly output: string;
  readonly state: NameState;
  readonly problems: readonly Problem[];
  readonly claims: readonly Claim[];
}

/**
 * What the authors of objects are to hear of a name. A problem that knows its object is said of that one, if
 * it still claims the name; any other one of all that claim it. A failed write is the output's problem and
 * not theirs, and of a mass deletion there is nobody left to tell.
 */
export function nameReports({ output, state, problems, claims }: NameStanding): EventReport[] {
  if (state === 'failed') return [];
  const claimants = new Map(claims.map(({ origin: { object } }) => [objectKey(object), object]));
  return problems.flatMap((problem) => {
    if (problem.code === 'SKY_MASS_DELETION') return [];
    if (!isObjectProblem(problem)) {
      return [...claimants.values()].map((object) => warning(object, problem, `Output ${output}: `));
    }
    // The problem's own reference may be read back from a record, which knows no uid.
    const object = claimants.get(objectKey(problem.origin.object));
    return object === undefined ? [] : [warning(object, problem)];
  });
}

/**
 * What the author of an object is to hear of what a source found in it. That no output of ours publishes a
 * name is no Event: another program may do it, and would be contradicted on its own objects.
 */
export function objectReports(problems: readonly ObjectProblem[]): EventReport[] {
  return problems
    .filter(({ code }) => code !== 'SKY_NAME_NO_OUTPUT')
    .map((problem) => warning(problem.origin.object, problem));
}

/** `SKY_NAME_HELD` as Kubernetes writes reasons: `NameHeld`. */
export function reasonOf(code: Problem['code']): string {
  const words = code.slice('SKY_'.length).toLowerCase().split('_');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function isObjectProblem(problem: Problem): problem is ObjectProblem {
  return 'origin' in problem;
}

function warning(object: EventReport['object'], { code, message, hint }: Problem, where = ''): EventReport {
  return { object, type: 'Warning', reason: reasonOf(code), note: `${where}${message} ${hint}` };
}
