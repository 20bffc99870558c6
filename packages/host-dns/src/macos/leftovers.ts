import { readBlock } from '../hosts/block.ts';
import { hostsBlock } from '../hosts/kind.ts';
import { MARKER } from '../platform/host-dns.ts';
import type { Setting } from '../setting/setting.ts';
import { SERVICE_DNS, serviceTarget } from './kinds/service-dns.ts';
import { DAEMON, DAEMON_FOLDER } from './launch-daemon.ts';
import { RESOLVER_FILE } from './plan.ts';
import { isOurs, RESOLVER_FOLDER } from './resolver-text.ts';
import { HOSTS, type MacSnapshot } from './snapshot.ts';

/** What carries our marker, and services that ask these servers. An empty folder may be anybody's, and stays. */
export function leftoversOnMac(snapshot: MacSnapshot, servers: readonly string[]): readonly Setting[] {
  const block = readBlock(snapshot.hosts ?? new Uint8Array());
  return [
    ...Object.entries(snapshot.resolverFiles)
      .filter(([, text]) => isOurs(text))
      .map(([domain]) => ({ kind: RESOLVER_FILE, target: `${RESOLVER_FOLDER}/${domain}` })),
    ...snapshot.services
      .filter((service) => service.servers.some((address) => servers.includes(address)))
      .map(({ name }) => ({ kind: SERVICE_DNS, target: serviceTarget(snapshot.location, name) })),
    ...snapshot.daemons
      .filter((file) => file.startsWith(`${MARKER}-`))
      .map((file) => ({ kind: DAEMON, target: `${DAEMON_FOLDER}/${file}` })),
    ...(block.ok && block.value === undefined ? [] : [{ kind: hostsBlock.kind, target: HOSTS }]),
  ];
}
