import { parseName, unwrap } from '@skywriter/core';
import * as fc from 'fast-check';
import { createHostDns, type HostDnsEngine } from '../engine/create.ts';
import type { HostDnsOptions } from '../engine/options.ts';
import type { Machine } from '../machine/machine.ts';
import { forgotten, type HostDns } from '../platform/host-dns.ts';
import { simulatedMachine } from './simulated-machine.ts';
import { commandLines, type SimulatedSnapshot, simulatedPlatform } from './simulated-platform.ts';
import { newWorld, type World } from './world.ts';

const name = (text: string) => unwrap(parseName(text));

export const split: HostDns = {
  ...forgotten,
  domains: [name('cluster.local')],
  servers: [{ address: '172.19.1.100', port: 53 }],
};
export const splitMore: HostDns = {
  ...split,
  domains: [name('cluster.local'), name('test')],
  hosts: [{ address: '172.19.1.100', names: [name('k2s.registry.local')] }],
};
export const adapter: HostDns = {
  ...forgotten,
  mode: 'adapter',
  domains: [name('cluster.local')],
  servers: [{ address: '172.19.1.1', port: 53 }],
};
export const wishes = fc.constantFrom(split, splitMore, adapter);

/** A computer whose owner has settings of every kind, some where ours will go. */
export function usedWorld(): World {
  return newWorld({
    '/etc/resolver/test': 'nameserver 192.0.2.53\n',
    '/etc/resolv.conf': 'nameserver 10.1.1.1\n',
  });
}

export const worlds = fc.boolean().map((used) => (used ? usedWorld() : newWorld()));

let lastPid = 100;

/** A new process of our program on that computer. */
export function engineOn(
  world: World,
  change: (machine: Machine) => Machine = (machine) => machine,
  more: Partial<HostDnsOptions<SimulatedSnapshot>> = {},
): HostDnsEngine {
  lastPid += 1;
  return createHostDns({
    machine: change(simulatedMachine(world, { pid: lastPid })),
    platform: simulatedPlatform(world),
    commands: commandLines,
    ...more,
  });
}
