import type { Name } from '@skywriter/core';
import type { Verifier } from '../engine/verification.ts';
import type { Command, Machine } from '../machine/machine.ts';
import type { Server } from '../platform/host-dns.ts';
import type { Finding } from '../platform/platform.ts';
import type { Check, Scene } from './check.ts';
import { collateral, seeBefore } from './checks/collateral.ts';
import { freshness } from './checks/freshness.ts';
import { noLoop } from './checks/no-loop.ts';
import { servers } from './checks/servers.ts';
import { hostEntries, systemPath } from './checks/system-path.ts';

export interface VerificationOptions {
  /** Within the domains, and known to their servers whenever these run: `k2s.cluster.local`. */
  readonly names: readonly Name[];
  /** Outside of the domains; programs must find them after as before. */
  readonly controls: readonly Name[];
  /** A label that was never used before: letters and digits by chance, 20 or more. */
  nonce(): string;
  /** Empties the caches of the system; run before each further try, since they remember what was not there. */
  readonly flush: readonly Command[];
  /** Mode `adapter`: the servers of the domains themselves, since the wanted ones are the proxy. */
  readonly authorities?: readonly Server[];
  /** Who was asked for everything before; tells a network that is away from a fault of ours. */
  readonly upstreams?: readonly Server[];
  /** Mode `adapter`: how often our own proxy was asked for a name. */
  timesAsked?(name: string): number;
}

const TRIES = 6;
const FIRST_PAUSE_MS = 100;
/**
 * No try begins later than this after the first. systemd-resolved looks at the hosts file every two seconds
 * only (ETC_HOSTS_RECHECK_USEC in resolved-etc-hosts.c), and answers from what it knew until then.
 */
const WITHIN_MS = 4000;

/**
 * Whether the machine now finds the domains, as its programs would, and everything else as before. What is not
 * so yet is tried again for three seconds: resolvers take over their settings in their own time.
 */
export function createVerifier(options: VerificationOptions): Verifier {
  return async (wanted, machine) => {
    const before = await seeBefore(machine, options.controls);
    const scene: Scene = { wanted, machine, options };
    const asksServers = wanted.mode !== 'hosts' && wanted.domains.length > 0;
    const checks = [
      ...(asksServers ? [servers, systemPath, freshness, noLoop] : []),
      hostEntries,
      collateral(before),
    ];
    return () => untilGood(checks, scene);
  };
}

async function untilGood(checks: readonly Check[], scene: Scene): Promise<readonly Finding[]> {
  const { machine, options } = scene;
  const started = machine.clock.now();
  let results = await Promise.all(checks.map(async (check) => ({ check, findings: await check(scene) })));
  for (let tries = 1, pause = FIRST_PAUSE_MS; tries < TRIES; tries += 1, pause *= 2) {
    const isBad = results.some(({ findings }) => hasError(findings));
    if (!isBad || machine.clock.now() + pause - started > WITHIN_MS) break;
    await wait(machine, pause);
    for (const command of options.flush) await machine.run(command);
    // What was good once is settled.
    results = await Promise.all(
      results.map(async ({ check, findings }) => ({
        check,
        findings: hasError(findings) ? await check(scene) : findings,
      })),
    );
  }
  return results.flatMap(({ findings }) => findings);
}

function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

function wait(machine: Machine, ms: number): Promise<void> {
  return new Promise((resolve) => {
    machine.clock.after(ms, resolve);
  });
}
