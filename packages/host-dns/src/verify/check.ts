import type { Machine, Question } from '../machine/machine.ts';
import type { HostDns } from '../platform/host-dns.ts';
import type { Finding } from '../platform/platform.ts';
import type { VerificationOptions } from './verification.ts';

/** What every check works with. */
export interface Scene {
  readonly wanted: HostDns;
  readonly machine: Machine;
  readonly options: VerificationOptions;
}

/** One question about the machine as it is now; asked again while an answer is an `error`. */
export type Check = (scene: Scene) => Promise<readonly Finding[]>;

export const types: readonly Question['type'][] = ['A', 'AAAA'];

/** A finding without anything to do. */
export function ok(check: string, evidence: string): Finding {
  return { check, severity: 'ok', evidence, fix: '' };
}
