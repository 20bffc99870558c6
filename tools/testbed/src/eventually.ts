import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf, TestbedError } from './errors.ts';

export interface EventuallyOptions {
  /** Milliseconds until it is given up. */
  readonly within?: number;
  readonly every?: number;
  /** What is waited for, as it should read in the error. */
  readonly what?: string;
}

/**
 * Calls `check` until it neither throws nor returns false, and returns what it returned.
 * The only way in which a test waits: a fixed sleep is either too short or wasted.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { within = 10_000, every = 20, what = 'the expected state' }: EventuallyOptions = {},
): Promise<T> {
  const deadline = performance.now() + within;
  let last: unknown = new Error('the check had not answered yet');
  for (;;) {
    const outcome = await cutOff(attempt(check), deadline - performance.now());
    if (outcome !== undefined && 'value' in outcome) return outcome.value;
    if (outcome !== undefined) last = outcome.error;
    if (performance.now() >= deadline) break;
    await sleep(every);
  }
  throw new TestbedError(
    'SKY_TESTBED_TIMEOUT',
    `${what} did not come within ${within} ms; last: ${reasonOf(last)}`,
    'Look at what the check saw last, or give it more time.',
    { cause: last },
  );
}

type Outcome<T> = { value: T } | { error: unknown };

async function attempt<T>(check: () => T | Promise<T>): Promise<Outcome<T>> {
  try {
    const value = await check();
    return value === false ? { error: new Error('the check returned false') } : { value };
  } catch (error) {
    return { error };
  }
}

/** A check that hangs must not outlive its deadline. */
async function cutOff<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(ms, 1));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
