import type { Finding } from '../../platform/platform.ts';
import { type Check, ok, types } from '../check.ts';
import { inWords, sameOutcome } from '../outcome.ts';
import { truth } from '../truth.ts';

const CHECK = 'system path';

/**
 * The names as programs ask for them (getaddrinfo, absolute), which must be what the servers say, in both
 * families. Any other way of asking shows another machine: c-ares does not know what was set up, and a name without
 * its last dot may be answered by a wildcard of the search list.
 */
export const systemPath: Check = async (scene) => {
  const { names } = scene.options;
  if (names.length === 0 && scene.wanted.domains.length > 0) {
    return [
      {
        check: CHECK,
        severity: 'warning',
        evidence:
          'No name was given that the servers know, so nobody can tell whether this machine asks them.',
        fix: 'Give a name within the domains that is there whenever the cluster is.',
      },
    ];
  }
  const findings = names.flatMap((name) =>
    types.map(async (type): Promise<Finding> => {
      const [system, servers] = await Promise.all([
        scene.machine.lookUp({ name, type }),
        truth(scene, { name, type }),
      ]);
      const evidence = `${name} ${type}: programs find ${inWords(system)}, the servers say ${inWords(servers)}.`;
      if (sameOutcome(system, servers)) return ok(CHECK, evidence);
      const fix = 'Run doctor: it tells what else on this machine answers for the name.';
      return { check: CHECK, severity: 'error', evidence, fix };
    }),
  );
  return Promise.all(findings);
};

/** The lines of the hosts file: each name must have its address, whatever else it has. */
export const hostEntries: Check = async ({ wanted, machine }) => {
  const findings = wanted.hosts.flatMap(({ address, names }) =>
    names.map(async (name): Promise<Finding> => {
      const type = address.includes(':') ? 'AAAA' : 'A';
      const system = await machine.lookUp({ name, type });
      const evidence = `${name} ${type}: programs find ${inWords(system)}, the hosts file has ${address}.`;
      if (system.is === 'found' && system.addresses.includes(address)) return ok('hosts file', evidence);
      const fix =
        'See that "files" stands in the line "hosts" of nsswitch.conf, and that no other line has the name.';
      return { check: 'hosts file', severity: 'error', evidence, fix };
    }),
  );
  return Promise.all(findings);
};
