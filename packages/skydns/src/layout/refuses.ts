import { isBelow, labelsOf, type Name, type Problem, type RecordSet } from '@skywriter/core';
import { escapeText } from './text.ts';

/**
 * Why CoreDNS's etcd plugin cannot answer these record sets of one name from any keys; empty if it can.
 * Sources: plugin/etcd/msg/path.go (`any`, `*`), plugin/backend_lookup.go (PTR, NS).
 */
export function refusals(recordSets: readonly RecordSet[], zones: readonly Name[]): Problem[] {
  const name = recordSets[0]?.name;
  if (name === undefined) return [];
  const ofName = nameRefusal(name, zones);
  if (ofName !== undefined) return [ofName];
  return recordSets.flatMap((set) => {
    const problem = setRefusal(set, recordSets, zones);
    return problem === undefined ? [] : [problem];
  });
}

function nameRefusal(name: Name, zones: readonly Name[]): Problem | undefined {
  if (zones.length > 0 && !zones.some((zone) => name === zone || isBelow(name, zone))) {
    return {
      code: 'SKY_SKYDNS_ZONE',
      message: `The name ${name} is outside of the zones ${zones.join(', ')}.`,
      hint: 'Add its zone to the output and to CoreDNS, or choose another name.',
    };
  }
  const label = labelsOf(name).find((part) => part === '*' || part === 'any');
  if (label !== undefined) {
    return {
      code: 'SKY_SKYDNS_WILDCARD',
      message: `The name ${name} holds the label ${label}, which CoreDNS's etcd plugin reads as a pattern in questions and never as a record.`,
      hint: 'Publish each name by itself, or serve this zone from an output of another kind.',
    };
  }
  const reserved = zones.map((zone) => `dns.${zone}`).find((top) => name === top || name.endsWith(`.${top}`));
  if (reserved !== undefined) {
    return {
      code: 'SKY_SKYDNS_RESERVED',
      message: `The name ${name} is within ${reserved}, where CoreDNS's etcd plugin keeps the addresses of the zone itself.`,
      hint: 'Choose a name outside of it.',
    };
  }
  return undefined;
}

function setRefusal(
  { name, type, targets }: RecordSet,
  all: readonly RecordSet[],
  zones: readonly Name[],
): Problem | undefined {
  const apex = zones.includes(name);
  if ((type === 'PTR' || type === 'CNAME') && targets.length > 1) {
    return {
      code: 'SKY_SKYDNS_ONE_TARGET',
      message: `The name ${name} has ${targets.length} ${type} targets, and CoreDNS's etcd plugin can answer only one.`,
      hint: 'Leave one target.',
    };
  }
  if (type === 'CNAME' && (apex || all.length > 1)) {
    return {
      code: 'SKY_SKYDNS_CNAME',
      message: `The name ${name} cannot be an alias: ${apex ? 'it is a zone' : 'it has other records'} (RFC 1034 §3.6.2).`,
      hint: 'Publish addresses instead of the CNAME.',
    };
  }
  if (type === 'NS' && !(apex && targets.every(({ value }) => value === name) && hasAddress(all))) {
    return {
      code: 'SKY_SKYDNS_NS',
      message: `CoreDNS's etcd plugin cannot answer ${targets.map(({ value }) => value).join(', ')} as name server of ${name}: it knows name servers only by addresses of its own.`,
      hint: 'Only a zone that is its own name server and has an address can have NS records here; delegate with CoreDNS itself.',
    };
  }
  if (type === 'TXT')
    return textRefusal(
      name,
      targets.map(({ value }) => value),
    );
  return undefined;
}

function textRefusal(name: Name, texts: readonly string[]): Problem | undefined {
  if (texts.includes('')) {
    return {
      code: 'SKY_SKYDNS_TXT',
      message: `The name ${name} has an empty TXT text, which CoreDNS's etcd plugin does not see.`,
      hint: 'Remove it, or write a text.',
    };
  }
  for (const text of texts) {
    const escaped = escapeText(text);
    if (!escaped.ok) return escaped.problem;
  }
  return undefined;
}

function hasAddress(sets: readonly RecordSet[]): boolean {
  return sets.some(({ type }) => type === 'A' || type === 'AAAA');
}
