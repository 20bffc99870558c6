import type { Machine } from '../machine/machine.ts';
import type { HostDns, Server } from '../platform/host-dns.ts';
import type { Finding } from '../platform/platform.ts';

const PATIENCE_MS = 2000;

/** Whether each server answers for each domain: that there is no such address is an answer, too. */
export async function examineServers(
  { mode, domains, servers }: HostDns,
  machine: Pick<Machine, 'ask'>,
): Promise<readonly Finding[]> {
  if (mode === 'hosts') return [];
  return await Promise.all(
    servers.flatMap((server) => domains.map((domain) => examineServer(server, domain, machine))),
  );
}

async function examineServer(
  server: Server,
  domain: HostDns['domains'][number],
  machine: Pick<Machine, 'ask'>,
): Promise<Finding> {
  const where = `${server.address} port ${server.port}`;
  const answer = await machine.ask(server, { name: domain, type: 'A' }, { timeout: PATIENCE_MS });
  if (answer.is !== 'failed') {
    return { check: 'server', severity: 'ok', evidence: `${where} answers for ${domain}.`, fix: '' };
  }
  return {
    check: 'server',
    severity: 'error',
    evidence: `${where} does not answer for ${domain}: ${answer.reason}.`,
    fix: 'See that the cluster runs, that a route leads to this address, and that no firewall is between.',
  };
}
