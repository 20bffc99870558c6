import type { Result } from '@skywriter/core';
import type { LinuxSnapshot } from '../snapshot.ts';
import { chooseAdapter } from './adapter.ts';
import type { Choice, Question } from './backend.ts';
import { explain, nameOf } from './explain.ts';
import { chooseSplit } from './split.ts';

export interface Decision {
  readonly choice: Result<Choice>;
  /** Everything that led to the choice, in one line. */
  readonly explanation: string;
}

/** Which way this machine has for a mode: first who really answers names, then who writes his file. */
export function decide(snapshot: LinuxSnapshot, question: Question): Decision {
  const choose = question.mode === 'split' ? chooseSplit : chooseAdapter;
  const choice = choose(snapshot, question);
  const outcome = choice.ok ? nameOf(choice.value.backend) : `none (${choice.problem.code})`;
  return { choice, explanation: explain(snapshot, outcome) };
}
