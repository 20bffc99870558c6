import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf, TestbedError } from './errors.ts';
import type { OutputTail } from './output-tail.ts';

export type Signal = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';

/** One running component, be it a process or a container. */
export interface Instance {
  readonly what: string;
  readonly output: OutputTail;
  /** How it ended, once it has. */
  readonly end: string | undefined;
  /** Resolves when it has ended and everything it wrote is in `output`. */
  readonly ended: Promise<void>;
  /** Does nothing to an instance that has ended. */
  signal(signal: Signal): Promise<void>;
}

/** Polls `probe` until it passes; fails at once, with what the process said, if the process ends. */
export async function untilReady(
  instance: Instance,
  probe: () => Promise<boolean>,
  within: number,
): Promise<void> {
  const deadline = performance.now() + within;
  let last: unknown = 'no answer yet';
  while (instance.end === undefined) {
    try {
      if (await probe()) return;
      last = 'it answered that it is not ready';
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw startFailed(instance, `was not ready within ${within} ms (${reasonOf(last)})`);
    }
    await sleep(15);
  }
  await instance.ended;
  throw startFailed(instance, `ended (${instance.end})`);
}

function startFailed(instance: Instance, problem: string): TestbedError {
  return new TestbedError(
    'SKY_TESTBED_START',
    `${instance.what} ${problem}.`,
    `Read its last output:\n${instance.output.last() || '(none)'}\n`,
  );
}

/** A port that was free a moment ago may be taken by now; only then is starting again the right answer. */
export async function withFreshPorts<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 5 || !/address already in use/i.test(reasonOf(error))) throw error;
    }
  }
}

export async function killInstance(instance: Instance): Promise<void> {
  await instance.signal('SIGKILL');
  await instance.ended;
}

/** Lets it end in its own way, but not for ever. */
export async function stopInstance(instance: Instance, graceMs = 5_000): Promise<void> {
  await instance.signal('SIGTERM');
  await instance.signal('SIGCONT');
  const timer = setTimeout(() => void instance.signal('SIGKILL'), graceMs);
  await instance.ended;
  clearTimeout(timer);
}
