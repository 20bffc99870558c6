import { failure, type Problem, type Result, success } from '../problem.ts';
import { quoted } from '../quoted.ts';
import { type Address, parseAddress } from '../record/address.ts';
import { addressBytes } from '../record/address-bytes.ts';

/** Addresses by their first bits, as CIDR notation gives them: `192.0.2.0/24`, `2001:db8::/32`. */
export interface Network {
  readonly address: Address;
  readonly prefixLength: number;
}

/** Reads CIDR notation; bits after the prefix count for nothing, as in Go. Problem: `SKY_FILTER_NETWORK`. */
export function parseNetwork(text: string): Result<Network> {
  const [, base = '', length = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text.trim()) ?? [];
  const address = parseAddress(base);
  const prefixLength = Number(length);
  if (length === '' || !address.ok || prefixLength > (address.value.family === 4 ? 32 : 128)) {
    return failure(
      'SKY_FILTER_NETWORK',
      `${quoted(text)} is not a network.`,
      'Write an address and the length of the prefix, such as 192.0.2.0/24 or 2001:db8::/32.',
    );
  }
  return success({ address: address.value, prefixLength });
}

/** Reads all of them; the problem is that of the first that is none. */
export function parseNetworks(texts: readonly string[]): Result<readonly Network[]> {
  const networks: Network[] = [];
  let problem: Problem | undefined;
  for (const text of texts) {
    const network = parseNetwork(text);
    if (network.ok) networks.push(network.value);
    else problem ??= network.problem;
  }
  return problem === undefined ? success(networks) : { ok: false, problem };
}

/** Whether an address is in one of the networks. */
export function within(networks: readonly Network[]): (address: Address) => boolean {
  const prefixes = networks.map(({ address, prefixLength }) => ({
    family: address.family,
    bits: bitsOf(address).slice(0, prefixLength),
  }));
  return (address) => {
    const bits = bitsOf(address);
    return prefixes.some((prefix) => prefix.family === address.family && bits.startsWith(prefix.bits));
  };
}

function bitsOf(address: Address): string {
  return addressBytes(address)
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
}
