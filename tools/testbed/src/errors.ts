export type TestbedErrorCode =
  | 'SKY_TESTBED_UNKNOWN_COMPONENT'
  | 'SKY_TESTBED_UNAVAILABLE'
  | 'SKY_TESTBED_REQUIRED'
  | 'SKY_TESTBED_PROVIDER'
  | 'SKY_TESTBED_START'
  | 'SKY_TESTBED_COMMAND'
  | 'SKY_TESTBED_TIMEOUT'
  | 'SKY_TESTBED_NO_PORT'
  | 'SKY_TESTBED_HTTP'
  | 'SKY_TESTBED_DNS';

/** An error with a code that stays the same when the wording changes, and a hint what to do. */
export class TestbedError extends Error {
  override readonly name = 'TestbedError';
  readonly code: TestbedErrorCode;
  readonly hint: string;

  constructor(code: TestbedErrorCode, problem: string, hint: string, options?: ErrorOptions) {
    super(`${problem} ${hint} [${code}]`, options);
    this.code = code;
    this.hint = hint;
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
