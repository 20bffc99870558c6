import { type Address, isBelow, isWithin, type Name, type RecordSet, zoneOf } from '@skywriter/core';
import { TYPE } from '../message/codes.ts';
import { type Rrset, toRrset } from '../message/rrset.ts';
import { parentOf, ROOT, type WireName, wireName } from '../message/wire-name.ts';
import { createApex, type SoaOptions } from './apex.ts';
import { contentSerial, type SerialPolicy } from './serial.ts';
import { createZone, type Zone } from './zone.ts';

/** A name server of the zones, and its addresses where it is in one of them. */
export interface NameServer {
  readonly host: Name;
  readonly addresses: readonly Address[];
}

export interface ZonesOptions {
  readonly origins: readonly Name[];
  /** The name servers of a zone, the first of them its primary. */
  readonly serversOf: (origin: Name) => readonly [NameServer, ...NameServer[]];
  readonly soa?: SoaOptions;
  readonly serial?: SerialPolicy;
  /** Seconds, for the zones' own records and for sets that name none. */
  readonly defaultTtl: number;
}

/** The zones of one server. */
export interface Zones {
  /** The zone that answers for a name: the longest that holds it; undefined outside all. */
  find(name: WireName, type: number): Zone | undefined;
  /** The zone that holds a name's records. */
  of(name: Name): Zone | undefined;
  /** What a zone itself has at a name, and nobody else can set: NS, glue, delegations. */
  fixturesAt(name: Name): readonly Rrset[];
}

/** Throws {@link SkywriterError} for SOA options that cannot be. */
export function createZones(options: ZonesOptions): Zones {
  const fixtures = fixturesOf(options);
  const byOrigin = new Map<WireName, Zone>();
  for (const origin of new Set(options.origins)) {
    const [primary] = options.serversOf(origin);
    const zone = createZone({
      origin,
      apex: createApex(origin, primary.host, { ttl: options.defaultTtl, ...options.soa }),
      fixtures: fixtures.get(origin) ?? new Map(),
      serial: options.serial ?? contentSerial,
      defaultTtl: options.defaultTtl,
    });
    byOrigin.set(zone.origin, zone);
  }
  return {
    find(name, type) {
      let child: Zone | undefined;
      for (let up = name; ; up = parentOf(up)) {
        const zone = byOrigin.get(up);
        // The parent's side answers for DS at a delegation, if it is here too (RFC 4035 §3.1.4.1).
        if (zone !== undefined && (type !== TYPE.DS || up !== name)) return zone;
        child ??= zone;
        if (up === ROOT) return child;
      }
    },
    of(name) {
      const origin = zoneOf(name, options.origins);
      return origin === undefined ? undefined : byOrigin.get(wireName(origin));
    },
    fixturesAt(name) {
      const origin = zoneOf(name, options.origins);
      return (origin === undefined ? undefined : fixtures.get(origin)?.get(name)) ?? [];
    },
  };
}

type Fixtures = Map<Name, Map<Name, Rrset[]>>;

/**
 * NS at each apex, and the servers' addresses where they belong. A zone below another of ours is a
 * delegation in it, so that the parent knows that the name, and all names between, exist.
 */
function fixturesOf({ origins, serversOf, defaultTtl }: ZonesOptions): Fixtures {
  const fixtures: Fixtures = new Map(origins.map((origin) => [origin, new Map()]));
  function add(zone: Name | undefined, set: RecordSet): void {
    const names = zone === undefined ? undefined : fixtures.get(zone);
    if (names === undefined || set.targets.length === 0) return;
    const sets = names.get(set.name) ?? [];
    const rrset = toRrset(set, defaultTtl);
    if (sets.every(({ type }) => type !== rrset.type)) names.set(set.name, [...sets, rrset]);
  }
  for (const origin of fixtures.keys()) {
    const servers = serversOf(origin);
    const parent = zoneOf(
      origin,
      origins.filter((other) => isBelow(origin, other)),
    );
    const ns = recordSet(
      origin,
      'NS',
      servers.map(({ host }) => host),
    );
    add(origin, ns);
    add(parent, ns);
    for (const { host, addresses } of servers) {
      for (const [type, family] of [
        ['A', 4],
        ['AAAA', 6],
      ] as const) {
        const texts = addresses.filter((address) => address.family === family).map(({ text }) => text);
        const glue = recordSet(host, type, texts);
        add(zoneOf(host, origins), glue);
        if (isWithin(host, origin)) add(parent, glue);
      }
    }
  }
  return fixtures;
}

function recordSet(name: Name, type: RecordSet['type'], values: readonly string[]): RecordSet {
  const targets = [...new Set(values)].sort().map((value) => ({ value, origins: [] }));
  return { name, type, ttl: undefined, targets };
}
