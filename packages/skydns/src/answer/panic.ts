import type { Problem } from '@skywriter/core';

/**
 * What ends a question where CoreDNS panics (it recovers, and answers SERVFAIL) or goes on without end (no
 * answer comes). It never leaves this folder: it becomes an answer, whereas an error of `upstream` or `next`
 * stays what it is.
 */
export class Panic extends Error {
  readonly rcode: 'SERVFAIL' | '';
  readonly problem: Problem;

  constructor(rcode: 'SERVFAIL' | '', problem: Problem) {
    super(problem.message);
    this.rcode = rcode;
    this.problem = problem;
  }
}
