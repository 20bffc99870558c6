import { z } from 'zod';
import type { Machine } from '../../machine/machine.ts';
import type { NetworkManager } from '../snapshot.ts';
import { busProperty, isOnBus } from './bus.ts';

const service = 'org.freedesktop.NetworkManager';
const root = { service, path: '/org/freedesktop/NetworkManager', interface: service };
const dns = { service, path: `${root.path}/DnsManager`, interface: `${service}.DnsManager` };

export async function probeNetworkManager(machine: Machine): Promise<NetworkManager | undefined> {
  if (!(await isOnBus(machine, service))) return undefined;
  const [version, mode, rcManager] = await Promise.all([
    busProperty(machine, root, 'Version', z.string()),
    busProperty(machine, dns, 'Mode', z.string()),
    busProperty(machine, dns, 'RcManager', z.string()),
  ]);
  return { version: version ?? 'unknown', mode: mode ?? 'unknown', rcManager: rcManager ?? 'unknown' };
}
