import { FLAG, HEADER, MIN_UDP, RCODE, TYPE } from './codes.ts';

/** No query needs more, cookies and padding included; what is longer is not looked into. */
export const MAX_QUERY = 4096;
const MAX_NAME = 255;
/** OPT, TSIG or SIG(0), and room for one to come. */
const MAX_ADDITIONAL = 4;

/** A query as far as a forwarder must know it; the rest is passed on as it came. */
export interface Query {
  readonly message: Buffer;
  /** NOERROR for one that can be passed on; else the code that rejects it. */
  readonly rcode: number;
  /** Lower case, without a dot at the end; a dot within a label is `\046`. */
  readonly name: string;
  /** Where the question's name ends; 0 where there is no question. */
  readonly nameEnd: number;
  readonly type: number;
  readonly class: number;
  readonly edns: Edns | undefined;
}

export interface Edns {
  /** Where the two octets with the size are. */
  readonly sizeAt: number;
  /** The largest UDP payload that the client takes (RFC 6891 §6.2.3). */
  readonly size: number;
  readonly dnssecOk: boolean;
}

/**
 * Reads a query: header, one question, OPT. Takes any octets, in time linear to {@link MAX_QUERY}; no pointer is
 * ever followed. Undefined is what must not be answered: less than a header, or a response, which two
 * servers would throw at each other for ever.
 */
export function readQuery(message: Buffer): Query | undefined {
  if (message.length < HEADER) return undefined;
  const flags = message.readUInt16BE(2);
  if ((flags & FLAG.QR) !== 0) return undefined;
  if ((flags & FLAG.OPCODE) !== 0) return rejected(message, RCODE.NOTIMP);
  const onlyQuestion = message.readUInt16BE(4) === 1 && message.readUInt16BE(6) === 0;
  if (message.length > MAX_QUERY || !onlyQuestion) return rejected(message, RCODE.FORMERR);
  const name = questionName(message);
  if (name === undefined || name.end + 4 > message.length) return rejected(message, RCODE.FORMERR);
  const rest = readRecords(message, name.end + 4);
  if (rest === undefined) return rejected(message, RCODE.FORMERR);
  return {
    message,
    rcode: RCODE.NOERROR,
    name: name.text,
    nameEnd: name.end,
    type: message.readUInt16BE(name.end),
    class: message.readUInt16BE(name.end + 2),
    edns: rest.edns,
  };
}

function rejected(message: Buffer, rcode: number): Query {
  return { message, rcode, name: '', nameEnd: 0, type: 0, class: 0, edns: undefined };
}

/** Before a question's name is nothing that a pointer could point to, so there it is an error. */
function questionName(message: Buffer): { readonly text: string; readonly end: number } | undefined {
  const labels: string[] = [];
  for (let at = HEADER; ; ) {
    const length = message[at];
    if (length === undefined || length > 63) return undefined;
    const end = at + 1 + length;
    if (end - HEADER > MAX_NAME || end > message.length) return undefined;
    if (length === 0) return { text: labels.join('.'), end };
    labels.push(
      message
        .toString('latin1', at + 1, end)
        .replaceAll('.', '\\046')
        .toLowerCase(),
    );
    at = end;
  }
}

/** Walks what follows the question to its exact end; undefined for whatever is no sequence of records. */
function readRecords(message: Buffer, start: number): { readonly edns: Edns | undefined } | undefined {
  const authority = message.readUInt16BE(8);
  const additional = message.readUInt16BE(10);
  if (authority > 1 || additional > MAX_ADDITIONAL) return undefined;
  let at = start;
  let edns: Edns | undefined;
  for (let index = 0; index < authority + additional; index += 1) {
    const nameEnd = recordNameEnd(message, at);
    if (nameEnd === undefined || nameEnd + 10 > message.length) return undefined;
    if (index >= authority && message.readUInt16BE(nameEnd) === TYPE.OPT) {
      if (edns !== undefined || nameEnd !== at + 1) return undefined;
      edns = {
        sizeAt: nameEnd + 2,
        size: Math.max(MIN_UDP, message.readUInt16BE(nameEnd + 2)),
        dnssecOk: (message.readUInt8(nameEnd + 6) & 0x80) !== 0,
      };
    }
    at = nameEnd + 10 + message.readUInt16BE(nameEnd + 8);
  }
  return at === message.length ? { edns } : undefined;
}

function recordNameEnd(message: Buffer, start: number): number | undefined {
  for (let at = start; ; ) {
    const length = message[at];
    if (length === undefined || (length > 63 && length < 0xc0)) return undefined;
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
    if (length === 0) return at;
  }
}
