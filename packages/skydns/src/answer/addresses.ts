import { fqdn } from '../key/presentation.ts';
import { type Ip, parseIp } from '../message/host.ts';
import type { Asking, Backend, Found, Outcome } from './asking.ts';
import { isSubdomain, joinName, lookupName, ownerName } from './names.ts';
import { addressData, aliasTarget, nameData, type Resource, textData } from './resource.ts';
import { isFailed, type Service } from './services.ts';

/** The types for which an alias is followed. */
export type ChasedType = 'A' | 'AAAA' | 'TXT';

export interface ChasedQuestion {
  readonly name: string;
  readonly type: ChasedType;
  /** The aliases that led here. */
  readonly chain: readonly Resource[];
}

/** More aliases than this in a chain are not followed. */
const MAX_CHAIN = 10;

/** Addresses or texts, with the aliases that lead to them (CoreDNS `A`, `AAAA` and `TXT`). */
export function* addresses(question: ChasedQuestion, backend: Backend): Asking<Outcome<Found>> {
  backend.spend();
  const services = servicesFor(question, backend);
  if (isFailed(services)) return services;
  const owner = ownerName(question.name);
  const records: Resource[] = [];
  const seen = new Set<string>();
  let tc = false;
  for (const service of services) {
    const ip = parseIp(service.host);
    if (ip === undefined && service.text === '') {
      const chased = yield* alias(service, question, backend);
      for (const record of chased?.records ?? []) records.push(record);
      tc ||= chased?.tc ?? false;
    } else {
      const record = direct(service, ip, { name: owner, type: question.type, ttl: service.ttl });
      const key = question.type === 'TXT' ? service.text : service.host;
      if (record !== undefined && !seen.has(key)) records.push(record);
      if (record !== undefined) seen.add(key);
    }
  }
  return { records, tc };
}

/** A zone's own addresses stand at `apex.dns`; without that, everything in the zone is one of them. */
function servicesFor({ name, type }: ChasedQuestion, backend: Backend): ReturnType<Backend['services']> {
  if (type !== 'TXT' && lookupName(name) === backend.zone) {
    const apex = backend.services({ name: joinName('apex.dns', backend.zone), type, exact: false });
    if (!isFailed(apex) || apex.failed !== 'name' || backend.noApexFallback) return apex;
  }
  return backend.services({ name, type, exact: false });
}

function direct(
  service: Service,
  ip: Ip | undefined,
  header: Pick<Resource, 'name' | 'ttl'> & { readonly type: ChasedType },
): Resource | undefined {
  const { type } = header;
  if (type === 'TXT') return ip === undefined ? { ...header, data: textData(service.text) } : undefined;
  return ip !== undefined && addressType(ip) === type ? address(ip, header) : undefined;
}

export function address(ip: Ip, header: Pick<Resource, 'name' | 'ttl'>): Resource {
  return { ...header, type: addressType(ip), data: addressData(ip.text, ip.family === 4 ? 4 : 16) };
}

function addressType(ip: Ip): 'A' | 'AAAA' {
  return ip.family === 4 ? 'A' : 'AAAA';
}

/** The alias and what it leads to; undefined when it is left out. */
function* alias(service: Service, question: ChasedQuestion, backend: Backend): Asking<Found | undefined> {
  const { name, type, chain } = question;
  const target = fqdn(service.host);
  // A subtree answers for its top, so an alias into it would lead back to itself.
  if (isSubdomain(lookupName(name), target)) return undefined;
  if (chain.length > MAX_CHAIN) return undefined;
  if (chain.some((previous) => aliasTarget(previous) === target)) return undefined;
  const record = { name: ownerName(name), type: 'CNAME', ttl: service.ttl, data: nameData(target) };
  if (isSubdomain(backend.zone, target)) {
    const next = yield* addresses({ name: service.host, type, chain: [...chain, record] }, backend);
    if (isFailed(next)) return undefined;
    return { records: next.records.length > 0 ? [record, ...next.records] : [], tc: next.tc ?? false };
  }
  const found = yield* backend.lookUp(target, type);
  if (found === undefined) return undefined;
  // CoreDNS forgets to tell that a text was truncated.
  return { records: [record, ...found.records], tc: type !== 'TXT' && found.tc === true };
}
