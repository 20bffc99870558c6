import { endpointText } from '../../forwarder/routes.ts';
import type { Finding } from '../../platform/platform.ts';
import { type Check, ok, types } from '../check.ts';
import { inWords, sameOutcome } from '../outcome.ts';
import { ASK_MS } from '../truth.ts';

const CHECK = 'servers';

/** Each server, asked over the wire: whether it answers at all, and knows the names that it should. */
export const servers: Check = async ({ wanted, machine, options }) => {
  const asked = options.authorities ?? wanted.servers;
  const name = options.names[0] ?? `${options.nonce()}.${wanted.domains[0] ?? 'test'}`;
  const answers = await Promise.all(
    asked.map(async (server) => ({
      server: endpointText(server),
      families: await Promise.all(
        types.map((type) => machine.ask(server, { name, type }, { timeout: ASK_MS })),
      ),
    })),
  );
  const said = (families: readonly Parameters<typeof inWords>[0][]) =>
    types.map((type, index) => `${type} ${inWords(families[index] ?? { is: 'none' })}`).join(', ');
  const isDead = (families: readonly Parameters<typeof inWords>[0][]) =>
    families.every(({ is }) => is === 'failed');
  const alive = answers.filter(({ families }) => !isDead(families));
  const findings = answers.map(({ server, families }): Finding => {
    const evidence = `${server} says of ${name}: ${said(families)}.`;
    if (isDead(families)) {
      const severity = alive.length === 0 ? 'error' : 'warning';
      return {
        check: CHECK,
        severity,
        evidence,
        fix: `See that the DNS server at ${server} runs and can be reached.`,
      };
    }
    if (options.names.length > 0 && families.every(({ is }) => is !== 'found')) {
      const fix = `See why the server does not know ${name}, or name another one to verify with.`;
      return { check: CHECK, severity: 'error', evidence, fix };
    }
    return ok(CHECK, evidence);
  });
  const [first, ...others] = alive;
  const other = others.find(({ families }) =>
    families.some((one, index) => !sameOutcome(one, first?.families[index] ?? one)),
  );
  if (first === undefined || other === undefined) return findings;
  const evidence = `${first.server} and ${other.server} do not say the same of ${name}.`;
  const fix = 'See that all servers serve the same records.';
  return [...findings, { check: CHECK, severity: 'warning', evidence, fix }];
};
