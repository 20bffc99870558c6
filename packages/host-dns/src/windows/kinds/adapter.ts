import { failure, type Result, success } from '@skywriter/core';
import * as z from 'zod';
import type { Json, Reading, SettingKind } from '../../setting/setting.ts';
import { addressText, listOf } from '../powershell/output.ts';
import type { PowerShell } from '../powershell/run.ts';
import { call } from '../powershell/script.ts';
import { clearProfile, readAdapter, writeAdapter } from '../scripts/adapters.ts';
import { linesOf } from './rules.ts';

/** Servers that somebody set: for the adapter, and for the wireless network that it is in. */
export interface AdapterValue {
  readonly [list: string]: readonly string[];
  readonly static: readonly string[];
  readonly profile: readonly string[];
}

const adapterValue = z.object({ static: z.array(z.string()), profile: z.array(z.string()) });
const serverList = z.preprocess(
  (text) => (typeof text === 'string' ? text.split(/[,; ]+/).filter((item) => item !== '') : text),
  listOf(addressText),
);
const answer = z.object({
  adapter: z.nullable(z.object({ network: z.string(), static: serverList, profile: serverList })),
});

export const ADAPTER_DNS = 'adapter-dns';
/** The servers of a wireless network alone; nothing is ever set this way, only what was left there is taken away. */
export const ADAPTER_PROFILE = 'adapter-profile';

/**
 * `{guid}/ipv4`, or `{guid}/ipv4/office` in a wireless network: Windows keeps the servers of a wireless adapter
 * for each network, so in another one they are gone, and come back with it.
 */
export function adapterTarget({ guid, network }: { guid: string; network: string }, family: string): string {
  return network === '' ? `${guid}/${family}` : `${guid}/${family}/${network}`;
}

/** The servers of an adapter in one family; absent: they come from DHCP or the router. */
export function adapterDns(powerShell: PowerShell): SettingKind {
  return {
    kind: ADAPTER_DNS,
    async read(target, machine): Promise<Result<Reading>> {
      const { guid, family, network } = parseTarget(target);
      const seen = await powerShell.ask(machine, readAdapter, { guid, family }, answer);
      if (!seen.ok) return seen;
      const { adapter } = seen.value;
      if (adapter === null || isElsewhere(network, adapter.network)) return success({ is: 'gone' });
      const { static: fixed, profile } = adapter;
      const none = fixed.length + profile.length === 0;
      return success(none ? { is: 'absent' } : { is: 'present', value: { static: fixed, profile } });
    },
    async write(target, value, machine) {
      const parsed = parseValue(value);
      if (!parsed.ok) return parsed;
      return await powerShell.tell(machine, writeAdapter, parametersOf(target, parsed.value));
    },
    same(a, b) {
      return inForce(a) === inForce(b);
    },
    commands(target, value) {
      const parsed = parseValue(value);
      return parsed.ok ? linesOf(call(writeAdapter, parametersOf(target, parsed.value))) : [];
    },
    describe(target, value) {
      const parsed = parseValue(value);
      const { static: fixed, profile } = parsed.ok ? parsed.value : NONE;
      const parts = [
        ...(fixed.length > 0 ? [fixed.join(', ')] : []),
        ...(profile.length > 0 ? [`${profile.join(', ')} in this wireless network`] : []),
      ];
      return `adapter ${target}: ${parts.join('; ') || 'from DHCP'}`;
    },
  };
}

export function adapterProfile(powerShell: PowerShell): SettingKind {
  return {
    kind: ADAPTER_PROFILE,
    async read(target, machine): Promise<Result<Reading>> {
      const seen = await powerShell.ask(machine, readAdapter, parseTarget(target), answer);
      if (!seen.ok) return seen;
      if (seen.value.adapter === null) return success({ is: 'gone' });
      const { profile } = seen.value.adapter;
      return success(profile.length === 0 ? { is: 'absent' } : { is: 'present', value: profile });
    },
    async write(target, value, machine) {
      if (value === undefined) return await powerShell.tell(machine, clearProfile, parseTarget(target));
      return failure(
        'SKY_HOST_PARAMETER',
        'The servers of a wireless network are set with those of its adapter.',
        'Report this: nothing should want to.',
      );
    },
    same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
    commands: (target) => linesOf(call(clearProfile, parseTarget(target))),
    describe: (target) => `adapter ${target}: what is remembered for this wireless network`,
  };
}

const NONE: AdapterValue = { static: [], profile: [] };

function parseTarget(target: string) {
  const [guid = '', family = '', ...network] = target.split('/');
  return { guid, family, network: network.join('/') };
}

/** An adapter in no network still has the servers of its last one. */
function isElsewhere(network: string, joined: string): boolean {
  return network !== '' && joined !== '' && network !== joined;
}

function parametersOf(target: string, { static: servers, profile: remembered }: AdapterValue) {
  return { ...parseTarget(target), servers, remembered };
}

function parseValue(value: Json | undefined): Result<AdapterValue> {
  if (value === undefined) return success(NONE);
  const parsed = adapterValue.safeParse(value);
  if (parsed.success) return success(parsed.data);
  return failure(
    'SKY_HOST_PARAMETER',
    `${JSON.stringify(value)} are no servers of an adapter.`,
    'Report this: the journal of this program holds something that it did not write.',
  );
}

/** Windows may note servers in either place or in both, and asks the same ones then. */
function inForce(value: Json): string {
  const parsed = parseValue(value);
  if (!parsed.ok) return JSON.stringify(value);
  const lists = [parsed.value.static, parsed.value.profile].filter((list) => list.length > 0);
  return JSON.stringify([...new Set(lists.map((list) => list.join(',')))]);
}
