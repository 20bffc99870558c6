import { Panic } from './panic.ts';

/**
 * What one question may cost. CoreDNS has no such limit: aliases to several aliases, or two zones whose
 * aliases point at each other, keep it reading and the client waiting.
 */
export interface Budget {
  /** Counts one key read or one lookup; throws `SKY_ANSWER_COST` when there were too many. */
  spend(): void;
  /** Counts a question asked in the course of another; throws `SKY_ANSWER_LOOP` when they nest too deep. */
  enter(): void;
  leave(): void;
}

const MAX_STEPS = 1_000_000;
const MAX_NESTED = 20;

export function newBudget(): Budget {
  let steps = 0;
  let nested = 0;
  return {
    spend() {
      steps += 1;
      if (steps <= MAX_STEPS) return;
      throw new Panic('', {
        code: 'SKY_ANSWER_COST',
        message: `The answer needs more than ${MAX_STEPS} steps.`,
        hint: 'Let names point at addresses, or at fewer other names.',
      });
    },
    enter() {
      nested += 1;
      if (nested <= MAX_NESTED) return;
      throw new Panic('', {
        code: 'SKY_ANSWER_LOOP',
        message: `Names of different zones point at each other, more than ${MAX_NESTED} deep.`,
        hint: 'Break the loop: CoreDNS follows it without end, and the client gets no answer.',
      });
    },
    leave() {
      nested -= 1;
    },
  };
}
