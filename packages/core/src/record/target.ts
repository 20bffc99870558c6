import { type Name, parseName } from '../name/name.ts';
import { failure, type Result, success } from '../problem.ts';
import { quoted } from '../quoted.ts';
import { parseAddress } from './address.ts';
import type { RecordType } from './record-set.ts';

/** The value of an SRV record (RFC 2782). */
export interface SrvTarget {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** `.` where the service is decidedly not available. */
  readonly host: Name | '.';
}

/** The value of an MX record (RFC 5321, RFC 7505). */
export interface MxTarget {
  readonly preference: number;
  /** `.` for a domain that accepts no mail (null MX). */
  readonly exchange: Name | '.';
}

/**
 * What a DNS message of 65535 octets leaves for text: header, longest question, record and OPT take 294,
 * each string of 255 octets one more for its length.
 */
const MAX_TXT_OCTETS = 64_986;

/**
 * Brings a target as people write it into its canonical form (see `Target.value`).
 * Problems: `SKY_TARGET` and those of `parseName` and `parseAddress`.
 */
export function parseTarget(type: RecordType, text: string): Result<string> {
  switch (type) {
    case 'A':
      return parseOfFamily(text, 4);
    case 'AAAA':
      return parseOfFamily(text, 6);
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return parseHost(type, text);
    case 'SRV': {
      const srv = parseSrv(text);
      return srv.ok
        ? success(`${srv.value.priority} ${srv.value.weight} ${srv.value.port} ${srv.value.host}`)
        : srv;
    }
    case 'MX': {
      const mx = parseMx(text);
      return mx.ok ? success(`${mx.value.preference} ${mx.value.exchange}`) : mx;
    }
    case 'TXT':
      // What UTF-8 cannot carry would be read back as another text, and written again, for ever.
      if (/\p{Surrogate}/u.test(text)) return bad(type, text, 'is not well-formed Unicode');
      return Buffer.byteLength(text) <= MAX_TXT_OCTETS
        ? success(text)
        : bad(type, text, `is longer than the ${MAX_TXT_OCTETS} octets a TXT record can be answered with`);
  }
}

/** Reads `priority weight port target`. */
export function parseSrv(text: string): Result<SrvTarget> {
  const [priority, weight, port, host, ...rest] = text.trim().split(/\s+/);
  const numbers = [priority, weight, port].map(parseUint16);
  const [first, second, third] = numbers;
  if (
    rest.length > 0 ||
    host === undefined ||
    first === undefined ||
    second === undefined ||
    third === undefined
  ) {
    return bad('SRV', text, 'is not "priority weight port target" with numbers of 0 to 65535');
  }
  const target = host === '.' ? success('.' as const) : parseHost('SRV', host);
  return target.ok ? success({ priority: first, weight: second, port: third, host: target.value }) : target;
}

/** Reads `preference exchange`. */
export function parseMx(text: string): Result<MxTarget> {
  const [number, host, ...rest] = text.trim().split(/\s+/);
  const preference = parseUint16(number);
  if (rest.length > 0 || host === undefined || preference === undefined) {
    return bad('MX', text, 'is not "preference exchange" with a number of 0 to 65535');
  }
  const exchange = host === '.' ? success('.' as const) : parseHost('MX', host);
  return exchange.ok ? success({ preference, exchange: exchange.value }) : exchange;
}

function parseOfFamily(text: string, family: 4 | 6): Result<string> {
  const address = parseAddress(text);
  if (!address.ok) return address;
  if (address.value.family !== family) {
    return bad(family === 4 ? 'A' : 'AAAA', text, `is not an IPv${family} address`);
  }
  return success(address.value.text);
}

function parseHost(type: RecordType, text: string): Result<Name> {
  const name = parseName(text);
  if (name.ok && name.value.startsWith('*'))
    return bad(type, text, 'is a wildcard, which no record can point to');
  return name;
}

function parseUint16(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= 65_535 ? value : undefined;
}

function bad(type: RecordType, text: string, what: string): Result<never> {
  return failure(
    'SKY_TARGET',
    `The ${type} target ${quoted(text)} ${what}.`,
    'Correct the target; the other targets of the name are not affected.',
  );
}
