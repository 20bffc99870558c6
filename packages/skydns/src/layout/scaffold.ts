import { ancestorsWithin, isWithin, type Name, parentOf } from '@skywriter/core';
import { apexNode, nameServerNode } from './parts.ts';

/**
 * The other names that must be scaffolded where a name has records: all above it up to its outermost zone,
 * and in each of these zones `dns` and the places of its addresses and name servers. CoreDNS reads a zone nested in another one
 * as part of the outer one's keys.
 */
export function scaffoldNames(name: Name, zones: readonly Name[]): Name[] {
  const top = outermost(name, zones);
  const above = top === undefined ? allAbove(name) : ancestorsWithin(name, top);
  const apexes = [name, ...above].filter((up) => zones.includes(up));
  return [...above, ...apexes.flatMap(zoneScaffolds)];
}

/** What a zone needs besides its own node. */
export function zoneScaffolds(zone: Name): Name[] {
  return [dnsNode(zone), apexNode(zone), nameServerNode(zone)];
}

/** The zone whose scaffolding this is: it is needed as long as the zone has any records. */
export function scaffoldedZone(node: Name, zones: readonly Name[]): Name | undefined {
  return zones.find((zone) => zoneScaffolds(zone).includes(node));
}

/** The zone whose own addresses or name servers stand at the node. */
export function zoneOfSatellite(node: string, zones: readonly Name[]): Name | undefined {
  return zones.find((zone) => node === apexNode(zone) || node === nameServerNode(zone));
}

function dnsNode(zone: Name): Name {
  return `dns.${zone}` as Name;
}

function outermost(name: Name, zones: readonly Name[]): Name | undefined {
  let top: Name | undefined;
  for (const zone of zones) {
    if (isWithin(name, zone) && (top === undefined || zone.length < top.length)) top = zone;
  }
  return top;
}

function allAbove(name: Name): Name[] {
  const above: Name[] = [];
  for (let up = parentOf(name); up !== undefined; up = parentOf(up)) above.push(up);
  return above;
}
