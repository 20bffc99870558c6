import { parseIp } from '../message/host.ts';

/**
 * The name under which an address is looked up: `1.2.0.192.in-addr.arpa` (RFC 1035 §3.5), 32 nibbles under
 * `ip6.arpa` (RFC 3596 §2.5). Undefined when the text is not an IP address.
 */
export function reverseName(address: string): string | undefined {
  const ip = parseIp(address);
  if (ip === undefined) return undefined;
  return [...units(ip.bytes).reverse(), arpa(ip.bytes)].join('.');
}

/**
 * The zones that CoreDNS makes of a network in CIDR notation: one on an octet (IPv4) or nibble (IPv6)
 * boundary, several where the mask ends between two. Undefined when the text is not a network.
 */
export function reverseZones(cidr: string): string[] | undefined {
  const [, address, length] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(cidr) ?? [];
  const ip = address === undefined ? undefined : parseIp(address);
  if (ip === undefined || length === undefined) return undefined;
  // As Go: an IPv4-mapped IPv6 address with a mask is a network of IPv6, which has no name in in-addr.arpa.
  if (ip.family === 4 && address?.includes(':')) return undefined;
  const bits = Number(length);
  const unitBits = ip.family === 4 ? 8 : 4;
  if (bits > ip.bytes.length * 8) return undefined;
  const kept = Math.ceil(bits / unitBits);
  const labels = units(ip.bytes).slice(0, kept);
  const free = kept * unitBits - bits;
  if (free === 0) return [[...labels.reverse(), arpa(ip.bytes)].join('.')];
  const radix = ip.family === 4 ? 10 : 16;
  const first = (Number.parseInt(labels.pop() ?? '0', radix) >> free) << free;
  const above = [...labels.reverse(), arpa(ip.bytes)].join('.');
  return Array.from({ length: 1 << free }, (_, index) => `${(first + index).toString(radix)}.${above}`);
}

function arpa(bytes: readonly number[]): string {
  return bytes.length === 4 ? 'in-addr.arpa' : 'ip6.arpa';
}

function units(bytes: readonly number[]): string[] {
  if (bytes.length === 4) return bytes.map(String);
  return bytes.flatMap((byte) => [(byte >> 4).toString(16), (byte & 15).toString(16)]);
}

/** Whether the name is one of an address; ExternalDNS takes what it finds there for PTR records. */
export function isReverse(name: string): boolean {
  return name.endsWith('.in-addr.arpa') || name.endsWith('.ip6.arpa');
}
