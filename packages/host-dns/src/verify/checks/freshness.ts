import type { Finding } from '../../platform/platform.ts';
import { type Check, ok } from '../check.ts';
import { inWords, sameOutcome } from '../outcome.ts';
import { truth } from '../truth.ts';

const CHECK = 'freshness';

/**
 * A name of chance in each domain, which no cache and no other server can have: programs must find what the
 * servers say of it, which is nothing unless the domain has a wildcard. Where the queries go through a proxy of ours,
 * it must have seen the name.
 */
export const freshness: Check = async (scene) => {
  const { wanted, machine, options } = scene;
  if (wanted.mode === 'hosts') return [];
  const findings = wanted.domains.map(async (domain): Promise<Finding> => {
    const name = `${options.nonce()}.${domain}`;
    const question = { name, type: 'A' } as const;
    const system = await machine.lookUp(question);
    const servers = await truth(scene, question);
    const evidence = `${name}, which nobody knows: programs find ${inWords(system)}, the servers say ${inWords(servers)}.`;
    const failed = (fix: string): Finding => ({ check: CHECK, severity: 'error', evidence, fix });
    if (!sameOutcome(system, servers)) {
      return failed(
        system.is === 'found'
          ? 'Something else answers for every name, such as a wildcard of the search domain: run doctor.'
          : 'See that this machine can reach the servers of the domain.',
      );
    }
    if (options.timesAsked?.(name) === 0) {
      return failed('The proxy was not asked: run doctor, which tells who answers instead.');
    }
    return ok(CHECK, evidence);
  });
  return Promise.all(findings);
};
