import type { Placed, Resolution } from '../message/answer.ts';
import { RCODE, TYPE } from '../message/codes.ts';
import { characterStrings, type Rrset } from '../message/rrset.ts';
import { isWithin, type WireName } from '../message/wire-name.ts';
import { find } from './find.ts';
import type { Dependency } from './memory.ts';
import { type Node, rrsetOf, type Zone } from './zone.ts';

/** What the zone says, and the names besides the asked one that it is made of. */
export interface Resolved extends Resolution {
  readonly dependencies: readonly Dependency[];
}

/** A chain longer than this is left to the resolver, which follows the last alias itself. */
const MAX_CHAIN = 16;

/** To ANY: that there is something, and nothing to amplify (RFC 8482 §4.2). Nothing depends on its TTL. */
const MINIMAL_ANY: Rrset = {
  type: TYPE.HINFO,
  ttl: 3600,
  rdata: [[characterStrings(Buffer.from('RFC8482')), characterStrings(Buffer.alloc(0))]],
  hosts: [],
};

/** Answers a question for a name of the zone (RFC 1034 §4.3.2). Pure: reads the zone and nothing else. */
export function resolve(zone: Zone, name: WireName, type: number): Resolved {
  const dependencies: Dependency[] = [];
  const answer: Placed[] = [];
  let owner = name;
  for (;;) {
    const found = find(zone, owner, owner === name ? undefined : dependencies);
    if (found.kind === 'missing') return negative(zone, RCODE.NXDOMAIN, answer, dependencies);
    const { node } = found;
    if (found.kind === 'delegation') {
      // DS is the one type that lives on the parent's side of a delegation (RFC 4035 §3.1.4.1).
      if (type !== TYPE.DS || node.name !== owner) return referral(zone, node, answer, dependencies);
      return negative(zone, RCODE.NOERROR, answer, dependencies);
    }
    const wanted = select(zone, node, type);
    if (wanted !== undefined) {
      answer.push({ owner, rrset: wanted });
      return positive(zone, answer, dependencies);
    }
    const alias = rrsetOf(node, TYPE.CNAME);
    const target = alias?.hosts[0];
    if (alias === undefined || target === undefined) {
      return negative(zone, RCODE.NOERROR, answer, dependencies);
    }
    answer.push({ owner, rrset: alias });
    const looped = answer.some((placed) => placed.owner === target);
    if (looped || answer.length >= MAX_CHAIN || !isWithin(target, zone.origin)) {
      return positive(zone, answer, dependencies);
    }
    owner = target;
  }
}

function select(zone: Zone, node: Node, type: number): Rrset | undefined {
  if (type === TYPE.SOA) return node.name === zone.origin ? zone.soa : undefined;
  if (type !== TYPE.ANY) return rrsetOf(node, type);
  // Beside a CNAME nothing else may be seen, a made-up HINFO included.
  return rrsetOf(node, TYPE.CNAME) ?? (node.rrsets.length > 0 ? MINIMAL_ANY : undefined);
}

function positive(zone: Zone, answer: readonly Placed[], dependencies: Dependency[]): Resolved {
  const last = answer.at(-1)?.rrset;
  const hosts = last === undefined || last.type === TYPE.CNAME ? [] : last.hosts;
  const additional = addresses(hosts, (host) => {
    if (!isWithin(host, zone.origin)) return undefined;
    const found = find(zone, host, dependencies);
    return found.kind === 'node' ? found.node : undefined;
  });
  return {
    rcode: RCODE.NOERROR,
    authoritative: true,
    answer,
    authority: [],
    additional,
    glue: 0,
    dependencies,
  };
}

/** RFC 2308 §2: the SOA says for how long the absence may be believed. */
function negative(
  zone: Zone,
  rcode: number,
  answer: readonly Placed[],
  dependencies: readonly Dependency[],
): Resolved {
  const authority = [{ owner: zone.origin, rrset: zone.negativeSoa }];
  return { rcode, authoritative: true, answer, authority, additional: [], glue: 0, dependencies };
}

/** Names the servers below a delegation, with the addresses that could not be found without them. */
function referral(zone: Zone, node: Node, answer: readonly Placed[], dependencies: Dependency[]): Resolved {
  const servers = rrsetOf(node, TYPE.NS);
  const authority = servers === undefined ? [] : [{ owner: node.name, rrset: servers }];
  const additional = addresses(servers?.hosts ?? [], (host) => {
    const glue = zone.nodes.get(host);
    dependencies.push({ name: host, revision: glue?.revision ?? 0 });
    return glue;
  });
  return {
    rcode: RCODE.NOERROR,
    // The aliases before it are ours even if where they lead is not.
    authoritative: answer.length > 0,
    answer,
    authority,
    additional,
    glue: additional.length,
    dependencies,
  };
}

/** The address sets of each host, once. */
function addresses(hosts: readonly WireName[], nodeOf: (host: WireName) => Node | undefined): Placed[] {
  return [...new Set(hosts)].flatMap((owner) => {
    const node = nodeOf(owner);
    const sets = (node?.rrsets ?? []).filter(({ type }) => type === TYPE.A || type === TYPE.AAAA);
    return sets.map((rrset) => ({ owner, rrset }));
  });
}
