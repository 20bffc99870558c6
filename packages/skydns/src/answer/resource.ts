import { fqdn, printUnprintable, throughWire, unescapeBytes } from '../key/presentation.ts';

const MAX_STRING = 255;

/** A record as it is printed everywhere: the shape of `skywriter answer --json`. */
export interface AnswerRecord {
  /** With a trailing dot, in the case it was asked or stored. */
  readonly name: string;
  /** Mnemonic, or `TYPE65` (RFC 3597). */
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  /** Presentation form (RFC 1035 §5.1). */
  readonly rdata: string;
}

/**
 * A record on its way to a message. Names and strings are as they were stored, since CoreDNS compares and
 * measures them so; they get their printed form last.
 */
export interface Resource {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: Data;
}

/** What a record's data are made of, in the order of the message. */
export type Data = readonly (
  | { readonly name: string; readonly compress: boolean }
  /** Octets that print as given. */
  | { readonly octets: number; readonly text: string }
  /** A character-string, escapes as stored, which need not be UTF-8: long texts are cut between octets. */
  | { readonly string: Uint8Array }
)[];

export function nameData(name: string): Data {
  return [{ name: fqdn(name), compress: true }];
}

/** Numbers before a name; only SRV's name may not be compressed (RFC 2782). */
export function numbersAndName(numbers: readonly number[], name: string, compress: boolean): Data {
  return [
    { octets: numbers.length * 2, text: numbers.map((number) => number & 0xffff).join(' ') },
    { name: fqdn(name), compress },
  ];
}

/**
 * A text in character-strings of 255 octets, escapes not counted as one. A text of exactly 255 octets, or a
 * multiple, ends in an empty string, as with CoreDNS.
 */
export function textData(text: string): Data {
  const octets = Buffer.from(text);
  const strings = Math.floor(octets.length / MAX_STRING) + 1;
  return Array.from({ length: strings }, (_, index) => ({
    string: octets.subarray(index * MAX_STRING, (index + 1) * MAX_STRING),
  }));
}

export function addressData(text: string, octets: 4 | 16): Data {
  return [{ octets, text }];
}

/** The target of an alias as stored, fully qualified; undefined for other records. */
export function aliasTarget({ type, data: [first] }: Resource): string | undefined {
  return type === 'CNAME' && first !== undefined && 'name' in first ? first.name : undefined;
}

/** The record as it arrives; undefined when no message can carry it, so that nothing arrives at all. */
export function print({ name, type, ttl, data }: Resource): AnswerRecord | undefined {
  const owner = throughWire(name);
  const parts = data.map((part) => {
    if ('name' in part) return throughWire(part.name);
    return 'string' in part ? printString(part.string) : part.text;
  });
  if (owner === undefined || parts.includes(undefined)) return undefined;
  return { name: owner, type, ttl, rdata: parts.join(' ') };
}

function printString(stored: Uint8Array): string {
  let text = '';
  for (const byte of unescapeBytes(stored)) {
    if (byte === 0x22 || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else text += byte < 0x20 || byte > 0x7e ? printUnprintable(byte) : String.fromCharCode(byte);
  }
  return `"${text}"`;
}

/** A record that came from elsewhere, taken apart so that it can be measured. */
export function resourceOf({ name, type, ttl, rdata }: AnswerRecord): Resource {
  return { name, type, ttl, data: dataOf(type, rdata) };
}

function dataOf(type: string, rdata: string): Data {
  const fields = rdata.split(' ');
  const last = fields.at(-1) ?? '';
  switch (type) {
    case 'A':
      return addressData(rdata, 4);
    case 'AAAA':
      return addressData(rdata, 16);
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return nameData(rdata);
    case 'MX':
    case 'SRV':
      return numbersAndName(fields.slice(0, -1).map(Number), last, type === 'MX');
    case 'SOA':
      return soaData(fields[0] ?? '', fields[1] ?? '', fields.slice(2).join(' '));
    case 'TXT':
      return Array.from(rdata.matchAll(/"((?:[^"\\]|\\.)*)"/gs), ([, text = '']) => ({
        string: Buffer.from(text),
      }));
    default:
      return [{ octets: octetsOf(rdata), text: rdata }];
  }
}

export function soaData(primary: string, mailbox: string, numbers: string): Data {
  return [...nameData(primary), ...nameData(mailbox), { octets: 20, text: numbers }];
}

/** Of a type not known here: exact in the generic form (RFC 3597 §5), else an estimate from the text. */
function octetsOf(rdata: string): number {
  const [, length] = /^\\# (\d+)/.exec(rdata) ?? [];
  return length === undefined ? rdata.length : Number(length);
}
