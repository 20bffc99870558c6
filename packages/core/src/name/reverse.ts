import type { Address } from '../record/address.ts';
import { addressBytes } from '../record/address-bytes.ts';
import type { Name } from './name.ts';

/**
 * The name under which an address is looked up: `1.2.0.192.in-addr.arpa` (RFC 1035 §3.5), 32 nibbles below
 * `ip6.arpa` (RFC 3596 §2.5).
 */
export function reverseName(address: Address): Name {
  const bytes = addressBytes(address);
  if (address.family === 4) return `${[...bytes].reverse().join('.')}.in-addr.arpa` as Name;
  const nibbles = bytes.flatMap((byte) => [byte >> 4, byte & 15]);
  return `${nibbles
    .reverse()
    .map((nibble) => nibble.toString(16))
    .join('.')}.ip6.arpa` as Name;
}
