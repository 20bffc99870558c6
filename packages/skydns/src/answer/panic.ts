import type { Problem } from '@skywriter/core';

/**
 * What ends a question where CoreDNS would panic, or go on without end. It never leaves this folder: it
 * becomes an answer, whereas an error of `upstream` or `next` stays what it is.
 */
export class Panic extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
