import type { Name } from '@skywriter/core';
import type { Addresses, Machine } from '../../machine/machine.ts';
import type { Finding } from '../../platform/platform.ts';
import { type Check, ok, type Scene, types } from '../check.ts';
import { inWords, sameOutcome } from '../outcome.ts';
import { ASK_MS } from '../truth.ts';

const CHECK = 'no collateral';

/** What was found before anything was changed: the addresses of each control name, in both families. */
export type Before = ReadonlyMap<Name, readonly Addresses[]>;

export async function seeBefore(machine: Machine, controls: readonly Name[]): Promise<Before> {
  const seen = await Promise.all(
    controls.map(async (name): Promise<[Name, readonly Addresses[]]> => [name, await both(machine, name)]),
  );
  return new Map(seen);
}

/** What programs found before must be found still. */
export function collateral(before: Before): Check {
  return async (scene) => {
    if (before.size === 0) return [];
    if ([...before.values()].every((seen) => seen.every(({ is }) => is !== 'found'))) {
      const names = [...before.keys()].join(', ');
      return [
        ok(CHECK, `${names}: not found before either, so this machine has no network, and nothing to lose.`),
      ];
    }
    const findings = [...before].map(([name, seen]) => compare(scene, name, seen));
    return (await Promise.all(findings)).flat();
  };
}

async function compare(scene: Scene, name: Name, before: readonly Addresses[]): Promise<readonly Finding[]> {
  const after = await both(scene.machine, name);
  const findings = types.map(async (type, index): Promise<Finding> => {
    const [was, is] = [before[index] ?? NONE, after[index] ?? NONE];
    const evidence = `${name} ${type}: programs found ${inWords(was)} before, and ${inWords(is)} now.`;
    if (sameOutcome(was, is) || was.is === 'failed') return ok(CHECK, evidence);
    if (was.is === 'found' && is.is === 'found') {
      if (was.addresses.some((address) => is.addresses.includes(address))) return ok(CHECK, evidence);
      const fix = 'Nothing, if the name changes its addresses all the time; else see who answers now.';
      return { check: CHECK, severity: 'warning', evidence, fix };
    }
    if (is.is === 'found') {
      const fix = 'See who answers for it now.';
      return { check: CHECK, severity: 'warning', evidence, fix };
    }
    if (await isNetworkAway(scene, name)) {
      const gone = `${evidence} The servers from before cannot be reached either: the network is away.`;
      return { check: CHECK, severity: 'warning', evidence: gone, fix: 'Verify again when it is back.' };
    }
    const fix = 'Report it, with the output of doctor: other names must be found as before.';
    return { check: CHECK, severity: 'error', evidence, fix };
  });
  return Promise.all(findings);
}

const NONE: Addresses = { is: 'none' };

/** A network that went away meanwhile is no fault of ours: then who served the name before does not answer either. */
async function isNetworkAway({ machine, options }: Scene, name: Name): Promise<boolean> {
  const { upstreams = [] } = options;
  const answers = await Promise.all(
    upstreams.map((server) => machine.ask(server, { name, type: 'A' }, { timeout: ASK_MS })),
  );
  return answers.length > 0 && answers.every(({ is }) => is === 'failed');
}

function both(machine: Machine, name: Name): Promise<readonly Addresses[]> {
  return Promise.all(types.map((type) => machine.lookUp({ name, type })));
}
