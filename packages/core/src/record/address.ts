import ipaddr from 'ipaddr.js';
import { failure, type Result, success } from '../problem.ts';

/** An IP address in its one canonical form: dotted quad, or RFC 5952. */
export interface Address {
  readonly family: 4 | 6;
  readonly text: string;
}

const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** Whether the text is an IPv4 address in strict dotted-quad form (no leading zeros, no short forms). */
export function isIPv4(text: string): boolean {
  return V4.test(text) && !/(?:^|\.)0\d/.test(text);
}

/**
 * Reads an IP address. Zone identifiers (`fe80::1%eth0`) and IPv4-mapped IPv6 addresses are refused:
 * neither can stand in an A or AAAA record and mean what its author meant. Problem: `SKY_ADDRESS`.
 */
export function parseAddress(text: string): Result<Address> {
  if (isIPv4(text)) return success({ family: 4, text });
  if (!text.includes(':')) return bad(text, 'is not an IP address');
  if (text.includes('%')) return bad(text, 'carries a zone identifier, which has no meaning on another host');
  if (!ipaddr.IPv6.isValid(text)) return bad(text, 'is not an IP address');
  const parsed = ipaddr.IPv6.parse(text);
  if (parsed.isIPv4MappedAddress()) return bad(text, 'is an IPv4-mapped IPv6 address');
  return success({ family: 6, text: parsed.toRFC5952String() });
}

/** Whether the text looks meant as an address, so that a failed parse is an error and not a host name. */
export function looksLikeAddress(text: string): boolean {
  return text.includes(':') || /^[0-9.]+$/.test(text);
}

function bad(text: string, what: string): Result<never> {
  return failure(
    'SKY_ADDRESS',
    `The address ${JSON.stringify(text.slice(0, 80))} ${what}.`,
    'Write an IPv4 address such as 192.0.2.1 or an IPv6 address such as 2001:db8::1.',
  );
}
