import type { Claim } from '../claim/claim.ts';
import { parseNetworks, within } from '../filter/network.ts';
import { failure, type Result, success } from '../problem.ts';
import { quoted } from '../quoted.ts';
import { parseAddress } from '../record/address.ts';
import { addressBytes } from '../record/address-bytes.ts';
import type { Derive } from './derive.ts';

const PREFIX_LENGTH = 96;

/** For every AAAA record in one of the networks, the A record of the IPv4 address that it stands for. */
export function translator(texts: readonly string[]): Result<Derive> {
  const networks = parseNetworks(texts);
  const wrong = networks.ok
    ? networks.value.findIndex(
        ({ address, prefixLength }) => address.family === 4 || prefixLength !== PREFIX_LENGTH,
      )
    : 0;
  if (!networks.ok || wrong !== -1)
    return bad(networks.ok ? texts[wrong] : texts.find((text) => !parseNetworks([text]).ok));
  if (networks.value.length === 0) return success(() => []);
  const isTranslated = within(networks.value);
  return success((claims) =>
    claims.flatMap((claim): Claim[] => {
      if (claim.type !== 'AAAA') return [];
      const targets = claim.targets.flatMap((text) => {
        const address = parseAddress(text);
        return address.ok && isTranslated(address.value)
          ? [addressBytes(address.value).slice(-4).join('.')]
          : [];
      });
      if (targets.length === 0) return [];
      const origin = { ...claim.origin, rule: `${claim.origin.rule}, NAT64` };
      return [{ ...claim, type: 'A', targets: [...new Set(targets)].sort(), origin }];
    }),
  );
}

function bad(text = ''): Result<never> {
  return failure(
    'SKY_NAT64_NETWORK',
    `The NAT64 network ${quoted(text)} is not an IPv6 network of ${PREFIX_LENGTH} bits.`,
    `Write one such as 64:ff9b::/${PREFIX_LENGTH}; other lengths of RFC 6052 are not supported.`,
  );
}
