import type { Result } from '@skywriter/core';
import { success } from '@skywriter/core';
import { resolvedIsUsed } from '../../linux/decision/backend.ts';
import { keptBeside } from '../../linux/kinds/resolv-conf.ts';
import { linuxPlatform } from '../../linux/platform.ts';
import { parseResolvConf } from '../../linux/probe/resolv-conf.ts';
import { textAt } from '../../linux/probe/text-file.ts';
import { type LinuxSnapshot, RESOLV_CONF } from '../../linux/snapshot.ts';
import type { Machine } from '../../machine/machine.ts';
import { printed } from '../../machine/shell.ts';

/** All servers that resolved knows, of every link; kept by it whatever /etc/resolv.conf is. */
const UPLINKS = '/run/systemd/resolve/resolv.conf';

/** The servers that the networks of this machine bring along, also while all of it asks our proxy. */
export async function linuxUpstreams(machine: Machine): Promise<Result<readonly string[]>> {
  const snapshot = await linuxPlatform.snapshot(machine);
  if (!snapshot.ok) return snapshot;
  return success(await serversOf(snapshot.value, machine));
}

async function serversOf(snapshot: LinuxSnapshot, machine: Machine): Promise<readonly string[]> {
  const { resolvConf, networkManager, resolvconf } = snapshot;
  if (resolvedIsUsed(snapshot)) return nameservers(await textAt(machine, UPLINKS));
  if (networkManager !== undefined) {
    const listed = await printed(machine, 'nmcli', ['-g', 'IP4.DNS,IP6.DNS', 'device', 'show']);
    const servers = parseDeviceServers(listed ?? '');
    if (servers.length > 0) return servers;
  }
  if (resolvConf.owner === 'resolvconf' && (resolvconf === 'debian' || resolvconf === 'openresolv')) {
    return nameservers(await printed(machine, 'resolvconf', ['-l']));
  }
  if (resolvConf.owner === 'skywriter') return nameservers(await textAt(machine, keptBeside(RESOLV_CONF)));
  return resolvConf.nameservers;
}

function nameservers(text: string | undefined): readonly string[] {
  return parseResolvConf(text ?? '').nameservers;
}

/** `nmcli -g`: a value on a line, several parted by ` | `, with colons escaped. */
export function parseDeviceServers(output: string): readonly string[] {
  return output
    .split(/\n| \| /)
    .map((text) => text.replaceAll('\\:', ':').trim())
    .filter((text) => text !== '');
}
