import { endpointText } from '../../forwarder/routes.ts';
import type { Server } from '../../platform/host-dns.ts';
import type { Finding } from '../../platform/platform.ts';
import { type Check, ok, type Scene } from '../check.ts';
import { inWords } from '../outcome.ts';

const CHECK = 'no loop';
const PATIENCE_MS = 2000;

/**
 * A name of chance beside each domain (`….local` for `cluster.local`), where a rule that is too wide would send it to the
 * servers of the domain, and these back to the proxy: it must come to an end, and be asked for once.
 */
export const noLoop: Check = async (scene) => {
  const { wanted } = scene;
  if (wanted.mode !== 'adapter') return [];
  const parents = new Set(wanted.domains.map((domain) => domain.split('.').slice(1).join('.')));
  const probes = [...parents].flatMap((parent) => wanted.servers.map((proxy) => probe(scene, proxy, parent)));
  return Promise.all(probes);
};

async function probe({ machine, options }: Scene, proxy: Server, parent: string): Promise<Finding> {
  const name = [options.nonce(), 'loop-check', ...(parent === '' ? [] : [parent])].join('.');
  const started = machine.clock.now();
  const answer = await machine.ask(proxy, { name, type: 'A' }, { timeout: PATIENCE_MS });
  const took = Math.round(machine.clock.now() - started);
  const times = options.timesAsked?.(name) ?? 1;
  const evidence = `${endpointText(proxy)} says of ${name}: ${inWords(answer)}, after ${took} ms.`;
  const fix =
    'Narrow the rules of the proxy to the domains that the cluster serves: cluster.local, not local.';
  if (times > 1) {
    const again = `${evidence} It was asked ${times} times for it.`;
    return { check: CHECK, severity: 'error', evidence: again, fix };
  }
  // A refusal is an end, too: not every server speaks of names that are not its own.
  const endless = answer.is === 'failed' && took >= PATIENCE_MS;
  return endless ? { check: CHECK, severity: 'error', evidence, fix } : ok(CHECK, evidence);
}
