/** Something wrong with one object, name, key or setting: what is wrong, and what its author can do. */
export interface Problem {
  /** Stable code, `SKY_…`; messages may be reworded, codes may not. */
  readonly code: `SKY_${string}`;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** One sentence: what to do about it. */
  readonly hint: string;
}

/** A value, or the problem that prevented it. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(
  code: Problem['code'],
  message: string,
  hint: string,
): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, message, hint } };
}

/** A problem that ends what was asked for; thrown at the edges, where no caller can go on without the value. */
export class SkywriterError extends Error implements Problem {
  readonly code: Problem['code'];
  readonly hint: string;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.name = 'SkywriterError';
    this.code = problem.code;
    this.hint = problem.hint;
  }
}

/** The value of a result; throws its problem as a {@link SkywriterError}. For literals and tests. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new SkywriterError(result.problem);
}
