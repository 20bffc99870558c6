import { fqdn } from '../key/presentation.ts';
import { parseIp } from '../message/host.ts';
import { address, addresses } from './addresses.ts';
import type { Asking, Backend, Found, Outcome } from './asking.ts';
import { isSubdomain, ownerName, stripLabels } from './names.ts';
import { nameOfKey } from './ns.ts';
import { onlyOnce } from './once.ts';
import { aliasTarget, type Data, numbersAndName, type Resource } from './resource.ts';
import { isFailed, type Service } from './services.ts';
import { weights } from './weights.ts';

/** Services (CoreDNS `SRV`): every record below the name that does not hide itself with port -1. */
export function* srv(name: string, backend: Backend): Asking<Outcome<Found>> {
  const services = backend.services({ name, type: 'SRV', exact: false });
  if (isFailed(services)) return services;
  const weightOf = weights(services);
  return yield* pointing(services, backend, {
    owner: ownerName(name),
    type: 'SRV',
    takes: ({ port }) => port !== -1,
    data: (service, target) =>
      numbersAndName([service.priority, weightOf(service), service.port], target, false),
    number: ({ port }) => port & 0xffff,
    glueName: (_, target) => target,
  });
}

/** Mail exchanges (CoreDNS `MX`): the records below the name that say they are. */
export function* mx(name: string, backend: Backend): Asking<Outcome<Found>> {
  const services = backend.services({ name, type: 'MX', exact: false });
  if (isFailed(services)) return services;
  return yield* pointing(services, backend, {
    owner: ownerName(name),
    type: 'MX',
    takes: ({ mail }) => mail,
    data: ({ priority }, target) => numbersAndName([priority], target, true),
    number: ({ priority }) => priority & 0xffff,
    // Not the name of the MX when labels were stripped: a mistake of CoreDNS.
    glueName: (unstripped) => unstripped,
  });
}

/** What differs between SRV and MX. */
interface Kind {
  readonly owner: string;
  readonly type: 'SRV' | 'MX';
  takes(service: Service): boolean;
  data(service: Service, target: string): Data;
  /** What distinguishes two records of the same target. */
  number(service: Service): number;
  glueName(unstripped: string, target: string): string;
}

function* pointing(services: readonly Service[], backend: Backend, kind: Kind): Asking<Found> {
  const records: Resource[] = [];
  const extra: Resource[] = [];
  const once = onlyOnce();
  for (const service of services) {
    const ip = parseIp(service.host);
    if (!kind.takes(service) || (ip === undefined && service.text !== '')) continue;
    const unstripped = ip === undefined ? fqdn(service.host) : nameOfKey(service.key);
    const target = stripLabels(unstripped, service.targetstrip);
    const record = { name: kind.owner, type: kind.type, ttl: service.ttl, data: kind.data(service, target) };
    if (ip === undefined) {
      records.push(record);
      if (!once('looked up', target)) continue;
      for (const resource of yield* targetAddresses(target, backend)) extra.push(resource);
    } else {
      const glue = kind.glueName(unstripped, target);
      if (once('record', target, kind.number(service))) records.push(record);
      if (once('glue', glue, service.host)) extra.push(address(ip, { name: glue, ttl: service.ttl }));
    }
  }
  return { records, extra };
}

/** Addresses of a target: of those inside the zone IPv4 only, as CoreDNS does. */
function* targetAddresses(target: string, backend: Backend): Asking<readonly Resource[]> {
  if (isSubdomain(backend.zone, target)) {
    const inside = yield* addresses({ name: target, type: 'A', chain: [] }, backend);
    return isFailed(inside) ? [] : inside.records;
  }
  const ipv4 = yield* backend.lookUp(target, 'A');
  const ipv6 = yield* backend.lookUp(target, 'AAAA');
  // Aliases are taken to be among the first answer already.
  const others = ipv6?.records.filter((record) => aliasTarget(record) === undefined) ?? [];
  return [...(ipv4?.records ?? []), ...others];
}
