import type { SnapshotBase } from '../platform/platform.ts';
import type { Setting } from '../setting/setting.ts';

/** Who wrote /etc/resolv.conf, by the comments at its head. */
export type Owner = 'systemd-resolved' | 'NetworkManager' | 'resolvconf' | 'WSL' | 'skywriter' | 'unknown';

export interface ResolvConf {
  readonly is: 'missing' | 'file' | 'link' | 'dangling link';
  readonly owner: Owner;
  readonly nameservers: readonly string[];
  /** All but nameservers and comments: `search`, `options`, …, as they stand there. */
  readonly rest: readonly string[];
  /** Something is mounted on it, so that it can be neither replaced nor removed. */
  readonly mounted: boolean;
  /** `chattr +i`: nobody can change it, not even root. */
  readonly immutable: boolean;
}

export interface Resolved {
  /** Of systemd, such as 252; 0 where it does not tell. */
  readonly version: number;
  /** What resolved thinks of /etc/resolv.conf: stub, uplink, static, foreign, missing. */
  readonly mode: string;
}

export interface NetworkManager {
  readonly version: string;
  /** How it handles names: default, dnsmasq, systemd-resolved, none. */
  readonly mode: string;
  /** How it writes /etc/resolv.conf: file, symlink, resolvconf, unmanaged. */
  readonly rcManager: string;
}

/** `shim` is systemd's resolvectl under the name of resolvconf: it speaks to resolved, and knows links only. */
export type Resolvconf = 'debian' | 'openresolv' | 'shim' | 'unknown';

/** The system's own dnsmasq, that runs as dnsmasq.service. */
export interface Dnsmasq {
  /** The folder of more configuration files, if it reads one. */
  readonly folder: string | undefined;
}

export interface Link {
  readonly name: string;
  readonly index: number;
  readonly carrier: boolean;
  /** IPv4 and IPv6, without those that are valid on the link only. */
  readonly addresses: readonly string[];
  /** What resolved knows of it; empty without resolved. */
  readonly servers: readonly string[];
  readonly domains: readonly string[];
}

export interface Route {
  /** `default`, an address, or an address with the length of its prefix. */
  readonly to: string;
  readonly link: string;
  readonly metric: number;
}

/** All of a Linux machine that the choice of a way depends on. */
export interface LinuxSnapshot extends SnapshotBase {
  /** systemd is the first process. */
  readonly systemd: boolean;
  /** What kind of container this is, as systemd-detect-virt names it. */
  readonly container: string | undefined;
  readonly resolvConf: ResolvConf;
  /** The services of the line `hosts` in nsswitch.conf, in their order. */
  readonly nssHosts: readonly string[];
  readonly resolved: Resolved | undefined;
  readonly networkManager: NetworkManager | undefined;
  readonly resolvconf: Resolvconf | undefined;
  readonly dnsmasq: Dnsmasq | undefined;
  readonly links: readonly Link[];
  readonly routes: readonly Route[];
  /** The hosts file. */
  readonly hosts: Uint8Array | undefined;
  /** What is there and carries our marker. */
  readonly marked: readonly Setting[];
}

export const HOSTS = '/etc/hosts';
export const RESOLV_CONF = '/etc/resolv.conf';
