import { parseMx, parseName, parseSrv, type RecordSet, unwrap } from '@skywriter/core';
import ipaddr from 'ipaddr.js';
import { TYPE } from './codes.ts';
import { type WireName, wireName } from './wire-name.ts';

/** Record data in the order of its octets; a {@link WireName} among them may be compressed (RFC 3597 §4). */
export type Rdata = readonly (Uint8Array | WireName)[];

/** A record set ready for the wire, without its owner, which a wildcard lends to another name. */
export interface Rrset {
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  readonly rdata: readonly Rdata[];
  /** The hosts that the data names: a CNAME's target; those of NS, MX and SRV, whose addresses help the client. */
  readonly hosts: readonly WireName[];
}

const NO_HOSTS: readonly WireName[] = [];
/** One string of a TXT record (RFC 1035 §3.3.14). */
const MAX_STRING = 255;

/** Throws {@link SkywriterError} for a target that is not canonical (see core's `Target.value`). */
export function toRrset(set: RecordSet, defaultTtl: number): Rrset {
  const pairs = set.targets.map((target) => encode(set.type, target.value));
  const hosts = pairs.flatMap((pair) => (pair.host === undefined ? [] : [pair.host]));
  return {
    type: TYPE[set.type],
    ttl: set.ttl ?? defaultTtl,
    rdata: pairs.map((pair) => pair.rdata),
    hosts: hosts.length === 0 ? NO_HOSTS : hosts,
  };
}

interface Encoded {
  readonly rdata: Rdata;
  readonly host?: WireName;
}

function encode(type: RecordSet['type'], value: string): Encoded {
  switch (type) {
    case 'A':
    case 'AAAA':
      return { rdata: [Uint8Array.from(ipaddr.parse(value).toByteArray())] };
    case 'CNAME':
    case 'NS': {
      const host = wireName(unwrap(parseName(value)));
      return { rdata: [host], host };
    }
    case 'PTR':
      return { rdata: [wireName(unwrap(parseName(value)))] };
    case 'MX': {
      const { preference, exchange } = unwrap(parseMx(value));
      const host = wireName(exchange);
      return { rdata: [uint16(preference), host], host };
    }
    case 'SRV': {
      const { priority, weight, port, host: target } = unwrap(parseSrv(value));
      const host = wireName(target);
      // RFC 2782: the target must not be compressed, so its octets are data like the rest.
      return { rdata: [Buffer.concat([uint16(priority, weight, port), Buffer.from(host, 'latin1')])], host };
    }
    case 'TXT':
      return { rdata: [characterStrings(Buffer.from(value))] };
  }
}

export function uint16(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [value >>> 8, value & 0xff]));
}

/** Text as strings of at most 255 octets each, at least one; readers join them, as for SPF (RFC 7208 §3.3). */
export function characterStrings(text: Buffer): Uint8Array {
  const strings: Buffer[] = [];
  for (let at = 0; at === 0 || at < text.length; at += MAX_STRING) {
    const string = text.subarray(at, at + MAX_STRING);
    strings.push(Buffer.from([string.length]), string);
  }
  return Buffer.concat(strings);
}

/** Octets that the set takes in a message at most, with owners of that many octets each and no compression. */
export function sizeOf(rrset: Rrset, owner: number): number {
  let size = 0;
  for (const rdata of rrset.rdata) {
    size += owner + 10;
    for (const part of rdata) size += part.length;
  }
  return size;
}
