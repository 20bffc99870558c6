import type { Answer } from '../message/answer.ts';
import { FLAG, TYPE } from '../message/codes.ts';
import { HEADER, type Query } from '../message/query.ts';

/** OPT without options: root, type, size, code and flags, length (RFC 6891 §6.1.2). */
const OPT_LENGTH = 11;
/** Option code, length, info code (RFC 8914 §2). */
const EXTENDED_ERROR_OPTION = 15;
const EXTENDED_ERROR_LENGTH = 6;
/** What a query says that its response says too: opcode, RD, CD (RFC 1035 §4.1.1, RFC 4035 §3.2.2). */
const ECHOED = 0x7800 | FLAG.RD | FLAG.CD;

export interface ReplyOptions {
  /** The longest response that may be sent, in octets. */
  readonly limit: number;
  /** The largest UDP query that we take, as told in OPT. */
  readonly udpSize: number;
}

/**
 * Makes a compiled answer the response to one query: its ID, flags and the question as it was written,
 * letter case included (which resolvers check: draft-vixie-dnsext-dns0x20). Leaves out what does not fit.
 */
export function reply(
  query: Query,
  answer: Answer,
  options: ReplyOptions & { readonly serial: number },
): Buffer {
  const { edns } = query;
  const room = options.limit - (edns === undefined ? 0 : OPT_LENGTH);
  let cut = answer.cuts[0];
  for (const longer of answer.cuts) if (longer.length <= room) cut = longer;
  const response = Buffer.allocUnsafe(cut.length + (edns === undefined ? 0 : OPT_LENGTH));
  answer.packet.copy(response, 0, 0, cut.length);
  query.message.copy(response, HEADER, HEADER, query.nameEnd + 4);
  if (answer.serialAt !== undefined && answer.serialAt < cut.length) {
    response.writeUInt32BE(options.serial, answer.serialAt);
  }
  const truncated = cut.length < answer.required ? FLAG.TC : 0;
  writeHeader(response, query, answer.packet.readUInt16BE(2) | truncated);
  const [answers, authorities, additionals] = cut.counts;
  writeCounts(response, 1, answers, authorities, additionals);
  if (edns !== undefined) writeOpt(response, { at: cut.length, query, rcode: 0, udpSize: options.udpSize });
  return response;
}

/** A response without records: the code, the question if there was one to read, and why (RFC 8914). */
export function replyError(
  query: Query,
  rcode: number,
  options: { readonly udpSize: number; readonly extendedError?: number },
): Buffer {
  const { edns, nameEnd } = query;
  const questionEnd = nameEnd === 0 ? HEADER : nameEnd + 4;
  const extended = edns === undefined || options.extendedError === undefined ? 0 : EXTENDED_ERROR_LENGTH;
  const response = Buffer.allocUnsafe(questionEnd + (edns === undefined ? 0 : OPT_LENGTH + extended));
  query.message.copy(response, HEADER, HEADER, questionEnd);
  writeHeader(response, query, FLAG.QR | (rcode & 15));
  writeCounts(response, nameEnd === 0 ? 0 : 1, 0, 0, 0);
  if (edns === undefined) return response;
  writeOpt(response, { at: questionEnd, query, rcode, udpSize: options.udpSize });
  if (extended > 0 && options.extendedError !== undefined) {
    const at = questionEnd + OPT_LENGTH;
    response.writeUInt16BE(extended, at - 2);
    response.writeUInt16BE(EXTENDED_ERROR_OPTION, at);
    response.writeUInt16BE(2, at + 2);
    response.writeUInt16BE(options.extendedError, at + 4);
  }
  return response;
}

function writeHeader(response: Buffer, { message }: Query, flags: number): void {
  message.copy(response, 0, 0, 2);
  response.writeUInt16BE(flags | (message.readUInt16BE(2) & ECHOED), 2);
}

function writeCounts(response: Buffer, ...counts: readonly [number, number, number, number]): void {
  for (const [index, count] of counts.entries()) response.writeUInt16BE(count, 4 + 2 * index);
}

function writeOpt(
  response: Buffer,
  opt: { readonly at: number; readonly query: Query; readonly rcode: number; readonly udpSize: number },
): void {
  const { at } = opt;
  response.writeUInt16BE(response.readUInt16BE(10) + 1, 10);
  response.writeUInt8(0, at);
  response.writeUInt16BE(TYPE.OPT, at + 1);
  response.writeUInt16BE(opt.udpSize, at + 3);
  response.writeUInt8(opt.rcode >>> 4, at + 5);
  response.writeUInt8(0, at + 6);
  response.writeUInt16BE(opt.query.edns?.dnssecOk === true ? 0x8000 : 0, at + 7);
  response.writeUInt16BE(0, at + 9);
}
