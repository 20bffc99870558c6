import { z } from 'zod';
import type { Machine } from '../../machine/machine.ts';
import { printed } from '../../machine/shell.ts';
import type { Resolved } from '../snapshot.ts';
import { busProperty, isOnBus } from './bus.ts';

const service = 'org.freedesktop.resolve1';
const manager = { service, path: '/org/freedesktop/resolve1', interface: `${service}.Manager` };

const octets = z.array(z.number().int().min(0).max(255));

export async function probeResolved(machine: Machine): Promise<Resolved | undefined> {
  if (!(await isOnBus(machine, service))) return undefined;
  const version = /^systemd (\d+)/.exec((await printed(machine, 'resolvectl', ['--version'])) ?? '')?.[1];
  const mode = await busProperty(machine, manager, 'ResolvConfMode', z.string());
  return { version: Number(version ?? 0), mode: mode ?? 'unknown' };
}

/** What resolved asks on one link: servers as `address`, `address:port` or `[address]:port`. */
export interface LinkDns {
  readonly servers: readonly string[];
  /** With `~` before those that only route. */
  readonly domains: readonly string[];
  readonly defaultRoute: boolean;
}

/**
 * The settings of a link by its index; undefined where resolved does not run or knows no such link. Over
 * D-Bus, since the text of resolvectl is another with each version, and its JSON came late.
 */
export async function readLinkDns(machine: Machine, index: number): Promise<LinkDns | undefined> {
  // D-Bus paths hold letters and digits only, and sd-bus writes the first digit of a number as its hex code.
  const digits = String(index);
  const path = `/org/freedesktop/resolve1/link/_3${digits[0]}${digits.slice(1)}`;
  const link = { service, path, interface: `${service}.Link` };
  const [extended, plain, domains, defaultRoute] = await Promise.all([
    busProperty(machine, link, 'DNSEx', z.array(z.tuple([z.number(), octets, z.number(), z.string()]))),
    busProperty(machine, link, 'DNS', z.array(z.tuple([z.number(), octets]))),
    busProperty(machine, link, 'Domains', z.array(z.tuple([z.string(), z.boolean()]))),
    busProperty(machine, link, 'DefaultRoute', z.boolean()),
  ]);
  const servers =
    extended?.map(([, address, port]) => serverText(address, port)) ??
    plain?.map(([, address]) => serverText(address, 0));
  if (servers === undefined || domains === undefined) return undefined;
  return {
    servers,
    domains: domains.map(([domain, routeOnly]) => (routeOnly ? `~${domain}` : domain)),
    defaultRoute: defaultRoute ?? false,
  };
}

function serverText(octets: readonly number[], port: number): string {
  const address = addressText(octets);
  if (port === 0 || port === 53) return address;
  return octets.length === 16 ? `[${address}]:${port}` : `${address}:${port}`;
}

export function addressText(octets: readonly number[]): string {
  if (octets.length !== 16) return octets.join('.');
  const hex = octets.map((octet) => octet.toString(16).padStart(2, '0')).join('');
  const groups = hex.match(/.{4}/g)?.join(':') ?? '';
  return URL.parse(`http://[${groups}]`)?.hostname.slice(1, -1) ?? groups;
}
