import { parseAddress, type Result, success } from '@skywriter/core';
import * as z from 'zod';
import type { Machine } from '../machine/machine.ts';
import { addressText, listOf } from './powershell/output.ts';
import type { PowerShell } from './powershell/run.ts';
import { takeSnapshot } from './scripts/snapshot.ts';

const addresses = listOf(addressText).transform((all) => all.filter((text) => text !== ''));
const texts = listOf(z.string()).transform((all) => all.filter((text) => text !== ''));

const family = z.object({
  /** Whether the adapter speaks this family. */
  bound: z.boolean(),
  /** What is asked now, wherever it is from. */
  effective: addresses,
  /** Set by somebody for the adapter, or for the wireless network that it is in; the latter counts first. */
  static: addresses,
  profile: addresses,
  dhcp: addresses,
});
const guid = z.string().transform((text) => text.toLowerCase());
const adapter = z.object({
  guid,
  name: z.string(),
  description: z.string(),
  mac: z.string(),
  status: z.string(),
  hidden: z.boolean(),
  wireless: z.boolean(),
  /** The wireless network that it is in. */
  network: z.string(),
  defaultRoute: z.boolean(),
  /** With the length of the prefix: `172.19.1.1/24`. */
  addresses: texts,
  ipv4: family,
  ipv6: family,
});
const rule = z.object({
  key: z.string(),
  namespaces: texts,
  servers: addresses,
  comment: z.string(),
  displayName: z.string(),
});

const shape = z.object({
  elevated: z.boolean(),
  languageMode: z.string(),
  /** Nothing where Windows does not count; then the time must do, which moves with the clock. */
  bootCount: z.string(),
  bootTime: z.string(),
  dnscache: z.object({ state: z.string(), startMode: z.string() }),
  adapters: listOf(adapter),
  localRules: listOf(rule),
  /** Whether Group Policy's key is there, with rules or without: then local rules do not count. */
  policyKey: z.boolean(),
  policyRules: listOf(rule),
  /** What the resolver goes by. */
  effectiveRules: listOf(z.object({ namespaces: texts, servers: addresses })),
  smartNameResolutionOff: z.boolean(),
  /** `DoHPolicy/EnableAutoDoh`, as numbers, or nothing where Windows decides. */
  encryptedDns: z.string(),
  routes: texts,
  /** Local addresses at UDP port 53. */
  port53: addresses,
  tasks: texts,
  wslConfig: z.string(),
});

export type WindowsAdapter = z.infer<typeof adapter>;
export type WindowsRule = z.infer<typeof rule>;
export type Family = 'ipv4' | 'ipv6';
export const families: readonly Family[] = ['ipv4', 'ipv6'];

/** Everything that is known of a Windows machine when it is decided what to do with it. */
export interface WindowsSnapshot extends z.infer<typeof shape> {
  readonly bootId: string;
  /** The hosts file; undefined where there is none. */
  readonly hosts: Uint8Array | undefined;
}

/** Problems: those of PowerShell and files. */
export async function snapshotWindows(
  machine: Machine,
  powerShell: PowerShell,
  hostsPath: string,
): Promise<Result<WindowsSnapshot>> {
  const seen = await powerShell.ask(machine, takeSnapshot, {}, shape);
  if (!seen.ok) return seen;
  const hosts = await machine.files.read(hostsPath);
  if (!hosts.ok) return hosts;
  const { bootCount, bootTime } = seen.value;
  return success({ ...seen.value, bootId: bootCount === '' ? bootTime : bootCount, hosts: hosts.value });
}

/** What the output of the script means; for fixtures too. */
export function parseSnapshot(output: unknown): z.ZodSafeParseResult<z.infer<typeof shape>> {
  return shape.safeParse(output);
}

export function familyOf(address: string): Family | undefined {
  const parsed = parseAddress(address);
  if (!parsed.ok) return undefined;
  return parsed.value.family === 4 ? 'ipv4' : 'ipv6';
}
