import type { Problem, RecordSet } from '@skywriter/core';
import { MAX_MESSAGE, POINTER_LENGTH } from './message/answer.ts';
import { TYPE } from './message/codes.ts';
import { sizeOf, toRrset } from './message/rrset.ts';
import type { Zones } from './zone/zones.ts';

/** Header, the longest question, and OPT. */
const MESSAGE_OVERHEAD = 12 + 259 + 11;

/** Why this server cannot serve the record sets; empty if it can. The sets' targets must be canonical. */
export function refusals(zones: Zones, recordSets: readonly RecordSet[]): readonly Problem[] {
  return recordSets.flatMap((set) => {
    const problem = outside(zones, set) ?? reserved(zones, set) ?? tooLarge(set);
    return problem === undefined ? [] : [problem];
  });
}

function outside(zones: Zones, { name }: RecordSet): Problem | undefined {
  if (zones.of(name) !== undefined) return undefined;
  return {
    code: 'SKY_DNS_OUTSIDE',
    message: `The name ${name} is in no zone of this server.`,
    hint: "Add its zone to the output's zones, or leave the name to another output.",
  };
}

/** The zone's own record sets are whole: nobody adds to them, and a CNAME would be beside them. */
function reserved(zones: Zones, { name, type }: RecordSet): Problem | undefined {
  const own = zones.fixturesAt(name).map((rrset) => rrset.type);
  const beside = type === 'CNAME' && own.length > 0;
  if (!beside && !own.some((number) => number === TYPE[type])) return undefined;
  return {
    code: 'SKY_DNS_RESERVED',
    message: `The zone itself has records at ${name}, so it cannot have this ${type} record there.`,
    hint: "Choose another name for the record, or other name servers for the output (its setting 'ns').",
  };
}

function tooLarge(set: RecordSet): Problem | undefined {
  const size = sizeOf(toRrset(set, 0), POINTER_LENGTH) + MESSAGE_OVERHEAD;
  if (size <= MAX_MESSAGE) return undefined;
  return {
    code: 'SKY_DNS_SIZE',
    message: `The ${set.type} records of ${set.name} take ${size} octets, and a DNS message holds ${MAX_MESSAGE}.`,
    hint: 'Publish fewer or shorter targets at this name.',
  };
}
