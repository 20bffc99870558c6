import { CLASS_IN, FLAG, TYPE } from './codes.ts';
import { HEADER } from './query.ts';
import { type Rrset, sizeOf } from './rrset.ts';
import { parentOf, ROOT, type WireName } from './wire-name.ts';

/** A record set at the name it is sent with. */
export interface Placed {
  readonly owner: WireName;
  readonly rrset: Rrset;
}

/** What a zone says to a question, before it is a packet. */
export interface Resolution {
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly answer: readonly Placed[];
  readonly authority: readonly Placed[];
  readonly additional: readonly Placed[];
  /** How many of the additional sets may not be left out in silence: the glue of a referral (RFC 9471). */
  readonly glue: number;
}

/** Up to where a packet may be sent if no more of it fits: whole record sets only (RFC 2181 §5.1). */
interface Cut {
  readonly length: number;
  /** Records in answer, authority and additional up to here. */
  readonly counts: readonly [number, number, number];
}

/** A compiled response: everything but what each client has of its own (ID, RD, CD, letter case, OPT). */
export interface Answer {
  readonly packet: Buffer;
  /** First cut: header and question alone. Last: the whole packet. */
  readonly cuts: readonly [Cut, ...Cut[]];
  /** What is shorter than this lacks something and must say TC (RFC 2181 §9). */
  readonly required: number;
  /** Where the serial is in it, since only it changes with every change of the zone. */
  readonly serialAt: number | undefined;
}

/** The most that a message can hold: its length is 16 bits on TCP (RFC 1035 §4.2.2). */
export const MAX_MESSAGE = 65_535;
/** Pointers have 14 bits (RFC 1035 §4.1.4). */
const MAX_POINTER = 0x3fff;
const POINTER = 0xc000;
export const POINTER_LENGTH = 2;
/** Octets after an SOA's serial: refresh, retry, expire, minimum. */
const SOA_AFTER_SERIAL = 16;

// One for all: compiling is synchronous, and 64 KiB for each packet would cost more than the packet.
const scratch = Buffer.allocUnsafe(MAX_MESSAGE);

interface Writer {
  length: number;
  /** Where each name, and each name's ancestors, have been written. */
  readonly names: Map<WireName, number>;
}

/** Compiles the response to a question for `name`; its type and class come from the query that is answered. */
export function compile(name: WireName, resolution: Resolution): Answer {
  const writer: Writer = { length: HEADER, names: new Map() };
  scratch.fill(0, 0, HEADER);
  writeName(writer, name);
  scratch.writeUInt32BE(CLASS_IN, writer.length);
  writer.length += 4;

  const counts: [number, number, number] = [0, 0, 0];
  const cuts: [Cut, ...Cut[]] = [{ length: writer.length, counts: [0, 0, 0] }];
  const { answer, authority, additional, glue } = resolution;
  const mustFit = answer.length + authority.length + glue;
  let required = writer.length;
  let serialAt: number | undefined;
  let written = 0;
  for (const [section, placed] of inOrder(answer, authority, additional)) {
    // Only what could never be sent anyway does not fit here; the client is told by `required`.
    if (writer.length + longest(writer, placed) > MAX_MESSAGE) break;
    writeRrset(writer, placed);
    counts[section] += placed.rrset.rdata.length;
    cuts.push({ length: writer.length, counts: [...counts] });
    if (placed.rrset.type === TYPE.SOA) serialAt = writer.length - SOA_AFTER_SERIAL - 4;
    written += 1;
    if (written <= mustFit) required = writer.length;
  }
  if (written < mustFit) required = MAX_MESSAGE + 1;

  const packet = Buffer.from(scratch.subarray(0, writer.length));
  packet.writeUInt16BE(FLAG.QR | (resolution.authoritative ? FLAG.AA : 0) | resolution.rcode, 2);
  return { packet, cuts, required, serialAt };
}

function* inOrder(...sections: readonly (readonly Placed[])[]): Generator<[0 | 1 | 2, Placed]> {
  for (const index of [0, 1, 2] as const) {
    for (const placed of sections[index] ?? []) yield [index, placed];
  }
}

/** An upper bound of the octets to be written: the owner in full at most once, if it can be pointed to. */
function longest({ names, length }: Writer, { owner, rrset }: Placed): number {
  const again = names.has(owner) || length <= MAX_POINTER ? POINTER_LENGTH : owner.length;
  return owner.length + sizeOf(rrset, again);
}

function writeRrset(writer: Writer, { owner, rrset }: Placed): void {
  for (const rdata of rrset.rdata) {
    writeName(writer, owner);
    scratch.writeUInt16BE(rrset.type, writer.length);
    scratch.writeUInt16BE(CLASS_IN, writer.length + 2);
    scratch.writeUInt32BE(rrset.ttl, writer.length + 4);
    writer.length += 10;
    const start = writer.length;
    for (const part of rdata) {
      if (typeof part === 'string') writeName(writer, part);
      else {
        scratch.set(part, writer.length);
        writer.length += part.length;
      }
    }
    scratch.writeUInt16BE(writer.length - start, start - 2);
  }
}

function writeName(writer: Writer, name: WireName): void {
  for (let rest = name; ; rest = parentOf(rest)) {
    const seen = writer.names.get(rest);
    if (seen !== undefined) {
      scratch.writeUInt16BE(POINTER | seen, writer.length);
      writer.length += POINTER_LENGTH;
      return;
    }
    if (rest === ROOT) {
      scratch[writer.length] = 0;
      writer.length += 1;
      return;
    }
    if (writer.length <= MAX_POINTER) writer.names.set(rest, writer.length);
    writer.length += scratch.write(rest.slice(0, 1 + rest.charCodeAt(0)), writer.length, 'latin1');
  }
}
