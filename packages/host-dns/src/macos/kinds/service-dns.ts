import { failure, type Result, success } from '@skywriter/core';
import { z } from 'zod';
import type { Machine } from '../../machine/machine.ts';
import { shellLine, succeed } from '../../machine/shell.ts';
import type { Json, Reading, SettingKind } from '../../setting/setting.ts';
import { NETWORK_SETUP, parseServers, parseServices, setServersArguments } from '../network-setup.ts';

export const SERVICE_DNS = 'service-dns';

/** macOS keeps services for each location; in another one, those of this location are gone, and come back with it. */
export function serviceTarget(location: string, service: string): string {
  return `${encodeURIComponent(location)}/${service}`;
}

const addresses = z.array(z.string());

/** The servers of a network service; absent: they come from DHCP or the router. */
export const serviceDns: SettingKind = {
  kind: SERVICE_DNS,
  async read(target, machine): Promise<Result<Reading>> {
    const { location, service } = parseTarget(target);
    const current = await ask(machine, ['-getcurrentlocation']);
    if (!current.ok) return current;
    const services = await ask(machine, ['-listallnetworkservices']);
    if (!services.ok) return services;
    const known = parseServices(services.value).some(({ name }) => name === service);
    if (!known || current.value.trim() !== location) return success({ is: 'gone' });
    const output = await ask(machine, ['-getdnsservers', service]);
    if (!output.ok) return output;
    const servers = parseServers(output.value);
    return success(servers.length === 0 ? { is: 'absent' } : { is: 'present', value: servers });
  },
  async write(target, value, machine) {
    const servers = parseValue(value);
    if (!servers.ok) return servers;
    const set = await ask(machine, setServersArguments(parseTarget(target).service, servers.value));
    return set.ok ? success(undefined) : set;
  },
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  commands(target, value) {
    const servers = parseValue(value);
    if (!servers.ok) return [];
    const line = setServersArguments(parseTarget(target).service, servers.value);
    return [shellLine({ program: NETWORK_SETUP, arguments: line })];
  },
  describe(target, value) {
    const servers = parseValue(value);
    const list = servers.ok ? servers.value : [];
    const { service } = parseTarget(target);
    return `network service ${JSON.stringify(service)}: ${list.join(', ') || 'from DHCP'}`;
  },
};

function ask(machine: Machine, words: readonly string[]): Promise<Result<string>> {
  return succeed(machine, { program: NETWORK_SETUP, arguments: words });
}

function parseTarget(target: string): { readonly location: string; readonly service: string } {
  const slash = target.indexOf('/');
  return { location: decodeURIComponent(target.slice(0, slash)), service: target.slice(slash + 1) };
}

function parseValue(value: Json | undefined): Result<readonly string[]> {
  const parsed = addresses.safeParse(value ?? []);
  if (parsed.success) return success(parsed.data);
  return failure(
    'SKY_HOST_PARAMETER',
    `${JSON.stringify(value)} are no servers of a network service.`,
    'Report this: the journal of this program holds something that it did not write.',
  );
}
