import { isIPv4 } from '@skywriter/core';
import ipaddr from 'ipaddr.js';

/** An IP address as Go's net.ParseIP understands it; an IPv4-mapped IPv6 address is its IPv4 address. */
export interface Ip {
  readonly family: 4 | 6;
  /** 4 or 16 octets. */
  readonly bytes: readonly number[];
  /** Dotted quad, or RFC 5952. */
  readonly text: string;
}

/** What CoreDNS takes a message for, from its host and text alone. */
export type HostType = 'A' | 'AAAA' | 'CNAME' | 'TXT';

const GROUP = /^[0-9a-f]{1,4}$/i;
/** `::ffff:0:0/96` (RFC 4291 §2.5.5.2). */
const MAPPED = [0, 0, 0, 0, 0, 0xffff];

/** A host that is no IP address is a name, or, beside a text, nothing but decoration of the text. */
export function hostType(host: string, text: string): HostType {
  const ip = parseIp(host);
  if (ip === undefined) return text === '' ? 'CNAME' : 'TXT';
  return ip.family === 4 ? 'A' : 'AAAA';
}

/**
 * Reads an address as Go does: no leading zeros in IPv4, no zone identifier, no brackets, no port, no
 * spaces. Undefined when it is not one.
 */
export function parseIp(text: string): Ip | undefined {
  if (!text.includes(':')) return isIPv4(text) ? ipv4(text.split('.').map(Number)) : undefined;
  const groups = parseGroups(text);
  if (groups === undefined) return undefined;
  const bytes = groups.flatMap((group) => [group >> 8, group & 0xff]);
  if (MAPPED.every((group, index) => groups[index] === group)) return ipv4(bytes.slice(12));
  return { family: 6, bytes, text: new ipaddr.IPv6(groups).toRFC5952String() };
}

function ipv4(bytes: readonly number[]): Ip {
  return { family: 4, bytes, text: bytes.join('.') };
}

/** The eight groups of an IPv6 address. Written by hand: the library takes forms that Go refuses. */
function parseGroups(text: string): number[] | undefined {
  if (text.length > 45) return undefined;
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = parseRun(head, tail === undefined);
  const right = parseRun(tail ?? '', true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  return [...left, ...Array<number>(missing).fill(0), ...right];
}

/** Groups between colons; the last may be an IPv4 address, where the address ends with it. */
function parseRun(text: string, atEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (GROUP.test(part)) groups.push(Number.parseInt(part, 16));
    else if (atEnd && index === parts.length - 1 && isIPv4(part)) {
      const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
      groups.push(a * 256 + b, c * 256 + d);
    } else return undefined;
  }
  return groups;
}
