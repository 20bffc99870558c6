import { type Network, parseNetworks, within } from '../filter/network.ts';
import { unwrap } from '../problem.ts';
import type { Address } from './address.ts';

/**
 * Whether the whole Internet may reach the address, by IANA's registries of special-purpose addresses
 * (RFC 6890) and of IPv6 address space. Documentation ranges (RFC 5737, 3849, 9637) count as what they stand
 * for: public addresses.
 */
export function isGloballyRoutable(address: Address): boolean {
  return isExempt(address) || (isUnicast(address) && !isSpecial(address));
}

const networks = (...texts: string[]): readonly Network[] => unwrap(parseNetworks(texts));

/** IANA has given out no other IPv6 addresses to the world (RFC 4291 §2.4). */
const isUnicast = within(networks('0.0.0.0/0', '2000::/3'));

/** Registered as not globally reachable, or with nothing said for sure; and multicast. */
const isSpecial = within(
  networks(
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0/4',
    '240.0.0.0/4',
    '2001::/23',
    '2002::/16',
  ),
);

/** Registered as globally reachable inside of what is not. */
const isExempt = within(
  networks(
    '192.0.0.9/32',
    '192.0.0.10/32',
    '64:ff9b::/96',
    '2001:1::1/128',
    '2001:1::2/128',
    '2001:1::3/128',
    '2001:3::/32',
    '2001:4:112::/48',
    '2001:20::/28',
    '2001:30::/28',
  ),
);
