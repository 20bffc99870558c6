import type { Name } from '../name/name.ts';
import type { Problem } from '../problem.ts';

/** Takes what is wrong at a place of the object, and which name that keeps from being published. */
export type Report = (rule: string, problem: Problem, name?: Name) => void;

/** Text out of an object, and where in it. */
export interface Placed {
  readonly text: string;
  /** As in `Origin.rule`. */
  readonly rule: string;
}
