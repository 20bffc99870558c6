import { type Result, success } from '@skywriter/core';
import type { Machine } from '../machine/machine.ts';
import { printed, succeed } from '../machine/shell.ts';
import type { SnapshotBase } from '../platform/platform.ts';
import { DAEMON_FOLDER } from './launch-daemon.ts';
import { NETWORK_SETUP, parseServers, parseServices, type Service } from './network-setup.ts';
import { RESOLVER_FOLDER } from './resolver-text.ts';
import { parseScutil, type Resolver } from './scutil.ts';

export interface MacService extends Service {
  readonly servers: readonly string[];
}

/** Everything that is known of a Mac when it is decided what to do with it. */
export interface MacSnapshot extends SnapshotBase {
  readonly location: string;
  readonly services: readonly MacService[];
  readonly resolvers: readonly Resolver[];
  readonly resolverFolder: boolean;
  /** Files of `/etc/resolver`: the domain, and the text. */
  readonly resolverFiles: Readonly<Record<string, string>>;
  readonly daemons: readonly string[];
  /** Networks with a route of their own: `172.19.1.0/24`. */
  readonly routes: readonly string[];
  readonly hosts: Uint8Array | undefined;
}

export const HOSTS = '/etc/hosts';

export async function snapshotMac(machine: Machine): Promise<Result<MacSnapshot>> {
  const user = await succeed(machine, { program: '/usr/bin/id', arguments: ['-u'] });
  if (!user.ok) return user;
  const boot = await succeed(machine, {
    program: '/usr/sbin/sysctl',
    arguments: ['-n', 'kern.bootsessionuuid'],
  });
  if (!boot.ok) return boot;
  const services = await servicesOf(machine);
  if (!services.ok) return services;
  const location = await succeed(machine, { program: NETWORK_SETUP, arguments: ['-getcurrentlocation'] });
  if (!location.ok) return location;
  const files = await textsIn(machine, RESOLVER_FOLDER);
  if (!files.ok) return files;
  const folder = await machine.files.entry(RESOLVER_FOLDER);
  if (!folder.ok) return folder;
  const daemons = await machine.files.list(DAEMON_FOLDER);
  if (!daemons.ok) return daemons;
  const hosts = await machine.files.read(HOSTS);
  if (!hosts.ok) return hosts;
  return success({
    elevated: user.value.trim() === '0',
    bootId: boot.value.trim(),
    location: location.value.trim(),
    services: services.value,
    resolvers: parseScutil((await printed(machine, '/usr/sbin/scutil', ['--dns'])) ?? ''),
    resolverFolder: folder.value?.is === 'folder',
    resolverFiles: files.value,
    daemons: daemons.value,
    routes: parseRoutes((await printed(machine, '/usr/sbin/netstat', ['-rn'])) ?? ''),
    hosts: hosts.value,
  });
}

async function servicesOf(machine: Machine): Promise<Result<readonly MacService[]>> {
  const listed = await succeed(machine, { program: NETWORK_SETUP, arguments: ['-listallnetworkservices'] });
  if (!listed.ok) return listed;
  const services: MacService[] = [];
  for (const service of parseServices(listed.value)) {
    const servers = await printed(machine, NETWORK_SETUP, ['-getdnsservers', service.name]);
    services.push({ ...service, servers: parseServers(servers ?? '') });
  }
  return success(services);
}

async function textsIn(machine: Machine, folder: string): Promise<Result<Record<string, string>>> {
  const names = await machine.files.list(folder);
  if (!names.ok) return names;
  const texts: Record<string, string> = {};
  for (const name of names.value) {
    const content = await machine.files.read(`${folder}/${name}`);
    if (!content.ok) return content;
    texts[name] = new TextDecoder().decode(content.value ?? new Uint8Array());
  }
  return success(texts);
}

/** `netstat -rn` leaves out zeros at the end: `172.19.1/24`, `192.168.64`, `127`. */
export function parseRoutes(output: string): readonly string[] {
  return output.split('\n').flatMap((line) => {
    const destination = line.split(/\s+/)[0] ?? '';
    const v4 = /^(\d{1,3}(?:\.\d{1,3}){0,3})(?:\/(\d{1,2}))?$/.exec(destination);
    if (v4?.[1] !== undefined) {
      const parts = v4[1].split('.');
      const address = [...parts, '0', '0', '0'].slice(0, 4).join('.');
      return [`${address}/${v4[2] ?? parts.length * 8}`];
    }
    const v6 = /^([0-9a-f:]+)(?:%[a-z0-9]+)?(?:\/(\d{1,3}))?$/i.exec(destination);
    return v6?.[1]?.includes(':') ? [`${v6[1]}/${v6[2] ?? 128}`] : [];
  });
}
