import { CLASS_IN, FLAG, RCODE, TYPE } from './codes.ts';

export const HEADER = 12;

/** What the client says of itself in its OPT record (RFC 6891 §6.1). */
export interface Edns {
  /** Largest UDP payload it takes; below 512 counts as 512 (§6.2.3). */
  readonly size: number;
  readonly version: number;
  /** The DO bit, which a response repeats (RFC 3225 §3). */
  readonly dnssecOk: boolean;
}

/** A query as far as it could be read. */
export interface Query {
  readonly message: Buffer;
  /** NOERROR for a query that can be answered; else the code that rejects it. */
  readonly rcode: number;
  /** Where the question's name ends; 0 where there is no readable question. */
  readonly nameEnd: number;
  readonly type: number;
  readonly class: number;
  readonly edns: Edns | undefined;
}

/** No query needs more, padding (RFC 7830) and cookies included; what is longer is not looked into. */
export const MAX_QUERY = 4096;
/** OPT, TSIG or SIG(0), and room for one to come. */
const MAX_ADDITIONAL = 4;
const MAX_NAME = 255;
const MIN_UDP_SIZE = 512;

/**
 * Reads a query: header, one question, OPT. Any octets are read without an exception and in time linear
 * in {@link MAX_QUERY}; compression pointers are never followed. Undefined is a message that must not be
 * answered: one without a header, or a response, which two servers could throw at each other for ever.
 */
export function parseQuery(message: Buffer): Query | undefined {
  if (message.length < HEADER) return undefined;
  const flags = message.readUInt16BE(2);
  if ((flags & FLAG.QR) !== 0) return undefined;
  if (((flags >>> 11) & 15) !== 0) return rejected(message, RCODE.NOTIMP);
  if (message.length > MAX_QUERY || message.readUInt16BE(4) !== 1 || message.readUInt16BE(6) !== 0) {
    return rejected(message, RCODE.FORMERR);
  }
  const nameEnd = endOfQuestionName(message);
  if (nameEnd === undefined || nameEnd + 4 > message.length) return rejected(message, RCODE.FORMERR);
  const tail = readRecords(message, nameEnd + 4);
  if (tail === undefined) return rejected(message, RCODE.FORMERR);
  const { edns } = tail;
  return {
    message,
    rcode: edns !== undefined && edns.version !== 0 ? RCODE.BADVERS : RCODE.NOERROR,
    nameEnd,
    type: message.readUInt16BE(nameEnd),
    class: message.readUInt16BE(nameEnd + 2),
    edns,
  };
}

function rejected(message: Buffer, rcode: number): Query {
  return { message, rcode, nameEnd: 0, type: 0, class: CLASS_IN, edns: undefined };
}

/** In a question there is nothing before the name that a pointer could point to, so a pointer is an error. */
function endOfQuestionName(message: Buffer): number | undefined {
  for (let at = HEADER; ; ) {
    const length = message[at];
    if (length === undefined || length > 63) return undefined;
    at += 1 + length;
    if (at - HEADER > MAX_NAME) return undefined;
    if (length === 0) return at;
  }
}

const PLAIN = { edns: undefined };

/** Walks what follows the question to its exact end; undefined for whatever is no sequence of records. */
function readRecords(message: Buffer, start: number): { readonly edns: Edns | undefined } | undefined {
  const authority = message.readUInt16BE(8);
  const additional = message.readUInt16BE(10);
  // An IXFR query brings the SOA it has (RFC 1995 §3); nothing else has an authority section.
  if (authority > 1 || additional > MAX_ADDITIONAL) return undefined;
  if (authority + additional === 0) return start === message.length ? PLAIN : undefined;
  let at = start;
  let edns: Edns | undefined;
  for (let index = 0; index < authority + additional; index += 1) {
    const nameEnd = endOfRecordName(message, at);
    if (nameEnd === undefined || nameEnd + 10 > message.length) return undefined;
    const end = nameEnd + 10 + message.readUInt16BE(nameEnd + 8);
    if (end > message.length) return undefined;
    if (index >= authority && message.readUInt16BE(nameEnd) === TYPE.OPT) {
      const atRoot = nameEnd === at + 1;
      if (edns !== undefined || !atRoot || !areOptions(message, nameEnd + 10, end)) return undefined;
      edns = {
        size: Math.max(MIN_UDP_SIZE, message.readUInt16BE(nameEnd + 2)),
        version: message.readUInt8(nameEnd + 5),
        dnssecOk: (message.readUInt8(nameEnd + 6) & 0x80) !== 0,
      };
    }
    at = end;
  }
  return at === message.length ? { edns } : undefined;
}

/** The name of a record may end in a pointer, whose two octets are all that matters here. */
function endOfRecordName(message: Buffer, start: number): number | undefined {
  for (let at = start; ; ) {
    const length = message[at];
    if (length === undefined || (length > 63 && length < 0xc0)) return undefined;
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
    if (length === 0) return at;
  }
}

function areOptions(message: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at + 4 <= end) at += 4 + message.readUInt16BE(at + 2);
  return at === end;
}
