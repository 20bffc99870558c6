import { parseAddress } from '@skywriter/core';
import { text } from './powershell/parameter.ts';
import { type Family, families, type WindowsAdapter, type WindowsSnapshot } from './snapshot.ts';
import { liesIn } from './subnet.ts';

/** Why an adapter is, or is not, pointed at the proxy. */
export type Role =
  | 'carrier'
  /** Asked for by its name. */
  | 'named'
  /** Others were asked for by their names. */
  | 'not-named'
  | 'down'
  /** Leads to the servers and nowhere else: a switch of the cluster's own. */
  | 'own-network'
  /** A VPN brings its servers along, and takes them away again. */
  | 'vpn'
  /** Neither a route nor a server of its own. */
  | 'leads-nowhere'
  /** Its servers, or the name of its network, have a form that could not be given back. */
  | 'unreadable';

/** What programs of VPNs call their adapters. */
const VPN =
  /\b(?:wireguard|wintun|openvpn|tap-windows|tap-win32|anyconnect|pangp|globalprotect|fortinet|juniper|zscaler|tailscale|netbird|zerotier|cloudflare|wan miniport|l2tp|ikev2|sstp|pptp|ppp)\b/i;

/** What Windows asks where an adapter has no IPv6 server: site-local, given out by nobody. */
const PLACEHOLDER = /^fec0:0:0:ffff::[123]$/;

export function isVpn({ name, description }: WindowsAdapter): boolean {
  return VPN.test(`${name} ${description}`);
}

export function effectiveServers(adapter: WindowsAdapter, family: Family): readonly string[] {
  return adapter[family].effective.filter((address) => !PLACEHOLDER.test(address));
}

/** Whether the adapter only leads to these servers: so its own servers are not ours to touch. */
export function isOwnNetwork(adapter: WindowsAdapter, servers: readonly string[]): boolean {
  return !adapter.defaultRoute && servers.some((server) => liesIn(server, adapter.addresses));
}

/** `Get-NetAdapter -Physical` would miss the switch of Hyper-V that carries the address, and take loopbacks. */
export function rolesOf(
  { adapters }: WindowsSnapshot,
  servers: readonly string[],
  named: readonly string[] | undefined,
): readonly { readonly adapter: WindowsAdapter; readonly role: Role }[] {
  return adapters
    .filter(({ hidden }) => !hidden)
    .map((adapter) => ({ adapter, role: roleOf(adapter, servers, named) }));
}

function roleOf(adapter: WindowsAdapter, servers: readonly string[], named?: readonly string[]): Role {
  const lists = families.flatMap((family) => [...adapter[family].static, ...adapter[family].profile]);
  if (named !== undefined && !named.includes(adapter.name)) return 'not-named';
  const readable = lists.every((address) => parseAddress(address).ok) && text.parse(adapter.network).ok;
  if (!readable) return 'unreadable';
  if (named !== undefined) return 'named';
  if (adapter.status !== 'Up') return 'down';
  if (isOwnNetwork(adapter, servers)) return 'own-network';
  if (isVpn(adapter)) return 'vpn';
  const asked = families.some((family) => effectiveServers(adapter, family).length > 0);
  return adapter.defaultRoute || asked ? 'carrier' : 'leads-nowhere';
}
