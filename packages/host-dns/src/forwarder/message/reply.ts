import { CLASS_IN, FLAG, HEADER, MIN_UDP, SAFE_UDP, TYPE } from './codes.ts';
import type { Query } from './query.ts';

/** The first name of a message, as a pointer to it. */
const QUESTION_NAME = 0xc000 | HEADER;
/** One text that says where to read why, and an empty one (RFC 8482 §4.2). */
const RFC8482 = Buffer.from('\x07RFC8482\x00', 'latin1');
const ANY_TTL_S = 3600;

/** An answer without records, of our own: a code, or with NOERROR that there is nothing of the type. */
export function emptyReply(query: Query, rcode: number): Buffer {
  return withHeader(query, rcode, []);
}

/** ANY asks for all there is, mostly to have much sent to somebody else: so little is said (RFC 8482). */
export function minimalAny(query: Query): Buffer {
  const record = Buffer.alloc(HEADER + RFC8482.length);
  record.writeUInt16BE(QUESTION_NAME, 0);
  record.writeUInt16BE(TYPE.HINFO, 2);
  record.writeUInt16BE(CLASS_IN, 4);
  record.writeUInt32BE(ANY_TTL_S, 6);
  record.writeUInt16BE(RFC8482.length, 10);
  RFC8482.copy(record, 12);
  return withHeader(query, 0, [record]);
}

function withHeader(query: Query, rcode: number, answers: readonly Buffer[]): Buffer {
  const question = questionOf(query);
  const opt = query.edns === undefined ? [] : [optRecord(query.edns.dnssecOk)];
  const header = Buffer.alloc(HEADER);
  query.message.copy(header, 0, 0, 2);
  const kept = query.message.readUInt16BE(2) & (FLAG.OPCODE | FLAG.RD);
  header.writeUInt16BE(FLAG.QR | FLAG.RA | kept | rcode, 2);
  header.writeUInt16BE(question.length === 0 ? 0 : 1, 4);
  header.writeUInt16BE(answers.length, 6);
  header.writeUInt16BE(opt.length, 10);
  return Buffer.concat([header, question, ...answers, ...opt]);
}

function questionOf({ message, nameEnd }: Query): Buffer {
  return nameEnd === 0 ? Buffer.alloc(0) : message.subarray(HEADER, nameEnd + 4);
}

function optRecord(dnssecOk: boolean): Buffer {
  const record = Buffer.alloc(11);
  record.writeUInt16BE(TYPE.OPT, 1);
  record.writeUInt16BE(SAFE_UDP, 3);
  record.writeUInt8(dnssecOk ? 0x80 : 0, 7);
  return record;
}

/** The most that a client takes over UDP; no more than 4096, whatever it says. */
export function udpLimit({ edns }: Query): number {
  return Math.min(edns?.size ?? MIN_UDP, 4096);
}

/** What a server answered, for this client: its id, its letter case, its size. */
export function replyFor(query: Query, reply: Buffer, limit: number): Buffer {
  if (reply.length > limit) {
    const cut = emptyReply(query, reply.readUInt16BE(2) & 15);
    cut.writeUInt16BE(cut.readUInt16BE(2) | FLAG.TC, 2);
    return cut;
  }
  const own = Buffer.from(reply);
  query.message.copy(own, 0, 0, 2);
  query.message.copy(own, HEADER, HEADER, query.nameEnd);
  // The server may be authoritative only; we are asked as one that resolves.
  own.writeUInt16BE(own.readUInt16BE(2) | FLAG.RA, 2);
  return own;
}
