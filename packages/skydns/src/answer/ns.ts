import { failure } from '@skywriter/core';
import { domainOfKey } from '../key/key.ts';
import { parseIp } from '../message/host.ts';
import { address } from './addresses.ts';
import type { Backend, Found, Outcome } from './asking.ts';
import { joinName, ownerName, stripLabels } from './names.ts';
import { Panic } from './panic.ts';
import { nameData, type Resource, soaData } from './resource.ts';
import { isFailed } from './services.ts';

/** Name servers of a zone, from `ns.dns` in it (CoreDNS `NS`). A host that is a name is a server failure. */
export function ns(name: string, backend: Backend): Outcome<Found> {
  const services = backend.services({ name: joinName('ns.dns', backend.zone), type: 'NS', exact: false });
  if (isFailed(services)) return services;
  const records: Resource[] = [];
  const extra: Resource[] = [];
  const seen = new Set<string>();
  for (const service of services) {
    const { host, text, key, ttl, targetstrip } = service;
    const ip = parseIp(host);
    if (ip === undefined && text !== '') continue;
    if (ip === undefined) {
      const { problem } = failure(
        'SKY_ANSWER_NS',
        `${JSON.stringify(key.slice(0, 200))}: The name server ${JSON.stringify(host.slice(0, 80))} is not an address.`,
        'Write its address: the name of the name server comes from the key.',
      );
      return { failed: 'server', problem };
    }
    const server = stripLabels(nameOfKey(key), targetstrip);
    extra.push(address(ip, { name: server, ttl }));
    if (!seen.has(server)) records.push({ name: ownerName(name), type: 'NS', ttl, data: nameData(server) });
    seen.add(server);
  }
  return { records, extra };
}

/** The start of authority, which is made up (CoreDNS `SOA`). */
export function soa(zone: string, now: number): Resource {
  const numbers = `${Math.floor(now / 1000) % 2 ** 32} 7200 1800 86400 30`;
  const data = soaData(joinName('ns.dns', zone), joinName('hostmaster', zone), numbers);
  return { name: zone, type: 'SOA', ttl: 30, data };
}

/** The name that CoreDNS makes of a key; it panics over a key that has none. */
export function nameOfKey(key: string): string {
  const name = domainOfKey(key);
  if (name !== undefined) return name;
  throw new Panic('SERVFAIL', {
    code: 'SKY_ANSWER_KEY',
    message: `The key ${JSON.stringify(key)} has no name.`,
    hint: 'Delete the key, and use a prefix of one component.',
  });
}
