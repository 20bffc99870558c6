import { randomBytes, randomInt } from 'node:crypto';
import { FLAG, HEADER, RCODE, SAFE_UDP } from './codes.ts';
import type { Query } from './query.ts';

/**
 * The query as it goes to a server: with an id of chance, and a size that needs no fragments. With `mixCase` the
 * letters of the name are large and small by chance, which an answer must repeat (0x20).
 */
export function outgoing({ message, nameEnd, edns }: Query, mixCase: boolean): Buffer {
  const own = Buffer.from(message);
  own.writeUInt16BE(randomInt(0x10000), 0);
  if (edns !== undefined) own.writeUInt16BE(Math.min(edns.size, SAFE_UDP), edns.sizeAt);
  if (mixCase) mix(own, nameEnd);
  return own;
}

function mix(message: Buffer, nameEnd: number): void {
  const chance = randomBytes(nameEnd);
  // Lengths of labels are below 64, where no letter is.
  for (let at = HEADER; at < nameEnd; at += 1) {
    const octet = message[at] ?? 0;
    if (isLetter(octet) && ((chance[at] ?? 0) & 1) === 1) message[at] = octet ^ 0x20;
  }
}

function isLetter(octet: number): boolean {
  return (octet >= 0x41 && octet <= 0x5a) || (octet >= 0x61 && octet <= 0x7a);
}

const REFUSALS: readonly number[] = [RCODE.FORMERR, RCODE.SERVFAIL, RCODE.NOTIMP, RCODE.REFUSED];

/**
 * Whether a message answers this query: who is not the server can only guess its id, its port and, with 0x20,
 * its letters (RFC 5452 §9.1). A server that refuses may leave the question out.
 */
export function answers(message: Buffer, sent: Buffer, nameEnd: number, exactCase: boolean): boolean {
  if (message.length < HEADER || message.readUInt16BE(0) !== sent.readUInt16BE(0)) return false;
  const flags = message.readUInt16BE(2);
  if ((flags & FLAG.QR) === 0 || (flags & FLAG.OPCODE) !== 0) return false;
  const questions = message.readUInt16BE(4);
  if (questions === 0) return message.length === HEADER && REFUSALS.includes(flags & 15);
  const end = nameEnd + 4;
  if (questions !== 1 || message.length < end) return false;
  const octets = (from: Buffer) => {
    const text = from.toString('latin1', HEADER, nameEnd);
    return exactCase ? text : text.toLowerCase();
  };
  return (
    octets(message) === octets(sent) && message.subarray(nameEnd, end).equals(sent.subarray(nameEnd, end))
  );
}
