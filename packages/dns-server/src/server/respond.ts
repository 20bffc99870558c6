import { type Answer, compile, MAX_MESSAGE } from '../message/answer.ts';
import { CLASS_IN, EXTENDED_ERROR, isMetaType, RCODE, TYPE } from '../message/codes.ts';
import { HEADER, parseQuery, type Query } from '../message/query.ts';
import { readWireName, type WireName } from '../message/wire-name.ts';
import { recall, remember } from '../zone/memory.ts';
import { resolve } from '../zone/resolve.ts';
import type { Zone } from '../zone/zone.ts';
import type { Zones } from '../zone/zones.ts';
import { reply, replyError } from './reply.ts';
import { countResponse, type Statistics } from './statistics.ts';

export type Transport = 'udp' | 'tcp';

/** Answers one message; undefined is silence. Synchronous, and never throws. */
export type Responder = (message: Buffer, transport: Transport) => Buffer | undefined;

export interface ResponderOptions {
  readonly zones: Zones;
  /** Whether the zones hold all that they should: until they do, no absence can be vouched for. */
  readonly isComplete: () => boolean;
  /** The longest UDP response sent, and the longest query taken, in octets: 512 to 4096. */
  readonly udpSize: number;
  readonly statistics: Statistics;
}

/** UDP without EDNS (RFC 1035 §4.2.1). */
const PLAIN_UDP_SIZE = 512;
/** Types with an answer of their own; all others share one, so that a name remembers a dozen at most. */
const distinct: ReadonlySet<number> = new Set(Object.values(TYPE));
const OTHER = 0;

/** An authoritative responder for `zones`, without state but theirs (RFC 1035 §6). */
export function createResponder(options: ResponderOptions): Responder {
  const { zones, statistics, udpSize } = options;

  function respond(query: Query, transport: Transport): Buffer {
    if (query.rcode !== RCODE.NOERROR) return replyError(query, query.rcode, options);
    if (query.class !== CLASS_IN) return replyError(query, RCODE.REFUSED, options);
    const name = readWireName(query.message, HEADER, query.nameEnd);
    const zone = zones.find(name, query.type);
    if (zone === undefined) {
      return replyError(query, RCODE.REFUSED, { udpSize, extendedError: EXTENDED_ERROR.NOT_AUTHORITATIVE });
    }
    if (query.type === TYPE.AXFR || query.type === TYPE.IXFR)
      return replyError(query, RCODE.REFUSED, options);
    if (isMetaType(query.type)) return replyError(query, RCODE.NOTIMP, options);
    if (!options.isComplete()) {
      return replyError(query, RCODE.SERVFAIL, { udpSize, extendedError: EXTENDED_ERROR.NOT_READY });
    }
    const limit = transport === 'tcp' ? MAX_MESSAGE : Math.min(query.edns?.size ?? PLAIN_UDP_SIZE, udpSize);
    return reply(query, answerOf(zone, name, query.type), { limit, udpSize, serial: zone.serial });
  }

  function answerOf(zone: Zone, name: WireName, asked: number): Answer {
    const type = distinct.has(asked) ? asked : OTHER;
    const node = zone.nodes.get(name);
    const known = node === undefined ? undefined : recall(zone, node, type);
    if (known !== undefined) return known;
    const resolved = resolve(zone, name, type);
    const answer = compile(name, resolved);
    statistics.compiled += 1;
    if (node !== undefined) remember(zone, node, { type, answer, dependencies: resolved.dependencies });
    return answer;
  }

  return (message, transport) => {
    statistics.received += 1;
    const query = parseQuery(message);
    if (query === undefined) {
      statistics.ignored += 1;
      return undefined;
    }
    let response: Buffer;
    try {
      response = respond(query, transport);
    } catch {
      // A defect of ours at one name must not end the service of all others.
      statistics.faults += 1;
      response = replyError(query, RCODE.SERVFAIL, options);
    }
    countResponse(statistics, response);
    return response;
  };
}
