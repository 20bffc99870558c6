import { failure, type Problem, type Result, success } from '@skywriter/core';
import type { Machine } from '../machine/machine.ts';
import type { HostDns } from '../platform/host-dns.ts';
import type { Finding } from '../platform/platform.ts';

/**
 * Called before anything is changed, so that it can see what must stay the same; what it returns is called
 * after, once the caches are empty. A finding of severity `error` undoes everything.
 */
export type Verifier = (wanted: HostDns, machine: Machine) => Promise<() => Promise<readonly Finding[]>>;

/** What a verification came to. Problem: SKY_HOST_VERIFY. */
export function judge(findings: readonly Finding[]): Problem | null {
  const failed = findings.find(({ severity }) => severity === 'error');
  if (failed === undefined) return null;
  return failure('SKY_HOST_VERIFY', `It was applied and does not work: ${failed.evidence}`, failed.fix)
    .problem;
}

/** Lets a part that is not ours to trust fail as a value. Problem: SKY_HOST_INTERNAL. */
export async function guarded<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return success(await work());
  } catch (error) {
    return failure(
      'SKY_HOST_INTERNAL',
      `A fault of this program: ${error instanceof Error ? error.message : String(error)}.`,
      'Report it, with the output of doctor.',
    );
  }
}
