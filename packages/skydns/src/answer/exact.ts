import { parseIp } from '../message/host.ts';
import type { Backend, Found, Outcome } from './asking.ts';
import { ownerName } from './names.ts';
import { nameData } from './resource.ts';
import { isFailed } from './services.ts';

/** CNAME and PTR read the name's own key only; what is below it does not count (CoreDNS `CNAME`, `PTR`). */
export function exact(name: string, type: 'CNAME' | 'PTR', backend: Backend): Outcome<Found> {
  backend.spend();
  const services = backend.services({ name, type, exact: true });
  if (isFailed(services)) return services;
  // There is one at most, since a key has one value; whatever the text, a host that is no address is a name.
  const named = services.filter(({ host }) => parseIp(host) === undefined);
  const owner = ownerName(name);
  return { records: named.map(({ host, ttl }) => ({ name: owner, type, ttl, data: nameData(host) })) };
}
