import { failure, type Result, success } from '../problem.ts';
import { quoted } from '../quoted.ts';

/** An IP address in its one canonical form: dotted quad, or RFC 5952. */
export interface Address {
  readonly family: 4 | 6;
  readonly text: string;
}

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const V4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
/** Only what cannot leave the brackets of a URL; the longest form of an address has 45 characters. */
const V6_CHARACTERS = /^[0-9a-f:.]{2,45}$/i;
const V4_MAPPED = /^::ffff:[0-9a-f]+:[0-9a-f]+$/;

/** Whether the text is an IPv4 address in strict dotted-quad form (no leading zeros, no short forms). */
export function isIPv4(text: string): boolean {
  return V4.test(text);
}

/** Whether the text is an IPv6 address (RFC 4291), IPv4-mapped ones included, without a zone identifier. */
export function isIPv6(text: string): boolean {
  return canonicalIPv6(text) !== undefined;
}

/**
 * Reads an IP address. Zone identifiers (`fe80::1%eth0`) and IPv4-mapped IPv6 addresses are refused:
 * neither can stand in an A or AAAA record and mean what its author meant. Problem: `SKY_ADDRESS`.
 */
export function parseAddress(text: string): Result<Address> {
  if (isIPv4(text)) return success({ family: 4, text });
  if (text.includes(':') && text.includes('%')) {
    return bad(text, 'carries a zone identifier, which has no meaning on another host');
  }
  const canonical = canonicalIPv6(text);
  if (canonical === undefined) return bad(text, 'is not an IP address');
  if (V4_MAPPED.test(canonical)) return bad(text, 'is an IPv4-mapped IPv6 address');
  return success({ family: 6, text: canonical });
}

/**
 * RFC 5952 form, by the platform's URL parser: it admits exactly RFC 4291 text, where libraries also take
 * octal, hexadecimal and overlong groups, each of them another address to another reader.
 */
function canonicalIPv6(text: string): string | undefined {
  if (!V6_CHARACTERS.test(text)) return undefined;
  return URL.parse(`http://[${text}]`)?.hostname.slice(1, -1);
}

/** Whether the text looks meant as an address, so that a failed parse is an error and not a host name. */
export function looksLikeAddress(text: string): boolean {
  return text.includes(':') || /^[0-9.]+$/.test(text);
}

function bad(text: string, what: string): Result<never> {
  return failure(
    'SKY_ADDRESS',
    `The address ${quoted(text)} ${what}.`,
    'Write an IPv4 address such as 192.0.2.1 or an IPv6 address such as 2001:db8::1.',
  );
}
