import type { Problem } from '@skywriter/core';
import type { Mode } from '../../platform/host-dns.ts';
import type { LinuxSnapshot } from '../snapshot.ts';

/** The ways of a Linux machine; the first four are `split`. */
export type Backend =
  | { readonly is: 'systemd-resolved delegate' }
  | { readonly is: 'systemd-resolved link'; readonly link: string }
  | { readonly is: "NetworkManager's dnsmasq" }
  | { readonly is: 'dnsmasq'; readonly folder: string }
  | { readonly is: 'systemd-resolved' }
  | { readonly is: 'NetworkManager' }
  | { readonly is: 'resolvconf' }
  | { readonly is: 'openresolv' }
  | { readonly is: 'resolv.conf' };

/** What of the wanted state the choice depends on. */
export interface Question {
  readonly mode: Exclude<Mode, 'hosts'>;
  readonly domains: readonly string[];
  /** With their ports, where those are not 53. */
  readonly servers: readonly string[];
  readonly link?: string | undefined;
}

export interface Choice {
  readonly backend: Backend;
  readonly warnings: readonly Problem[];
}

/** resolved runs, and programs reach it: by its module for glibc, or because all servers are its stub. */
export function resolvedIsUsed({ resolved, nssHosts, resolvConf }: LinuxSnapshot): boolean {
  if (resolved === undefined) return false;
  return asksByNss(nssHosts) || isStub(resolvConf.nameservers);
}

export function asksByNss(services: readonly string[]): boolean {
  const resolve = services.indexOf('resolve');
  const dns = services.indexOf('dns');
  return resolve >= 0 && (dns < 0 || resolve < dns);
}

const STUBS = ['127.0.0.53', '127.0.0.54'];

export function isStub(nameservers: readonly string[]): boolean {
  return nameservers.length > 0 && nameservers.every((server) => STUBS.includes(server));
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
