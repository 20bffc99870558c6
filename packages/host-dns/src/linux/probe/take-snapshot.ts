import { type Result, success } from '@skywriter/core';
import type { Machine } from '../../machine/machine.ts';
import { printed } from '../../machine/shell.ts';
import { HOSTS, type LinuxSnapshot } from '../snapshot.ts';
import { probeLinks, probeRoutes } from './links.ts';
import { probeMarked } from './marked.ts';
import { probeNetworkManager } from './network-manager.ts';
import { parseNssHosts, probeContainer, probeDnsmasq, probeResolvconf } from './others.ts';
import { probeResolvConf } from './resolv-conf.ts';
import { probeResolved } from './resolved.ts';
import { textAt } from './text-file.ts';

/** Looks at the machine, and changes nothing. What cannot be found out counts as not there. */
export async function takeSnapshot(machine: Machine): Promise<Result<LinuxSnapshot>> {
  const hosts = await machine.files.read(HOSTS);
  if (!hosts.ok) return hosts;
  const [uid, bootId, systemd, nsswitch] = await Promise.all([
    printed(machine, 'id', ['-u']),
    probeBoot(machine),
    machine.files.entry('/run/systemd/system'),
    textAt(machine, '/etc/nsswitch.conf'),
  ]);
  const [container, resolvConf, resolved, networkManager, resolvconf, dnsmasq, routes] = await Promise.all([
    probeContainer(machine),
    probeResolvConf(machine),
    probeResolved(machine),
    probeNetworkManager(machine),
    probeResolvconf(machine),
    probeDnsmasq(machine),
    probeRoutes(machine),
  ]);
  const dnsmasqFolder = dnsmasq?.folder ?? '/etc/dnsmasq.d';
  const [links, marked] = await Promise.all([
    probeLinks(machine, resolved !== undefined),
    probeMarked(machine, { hosts: hosts.value, dnsmasqFolder, resolvconf }),
  ]);
  return success({
    elevated: uid?.trim() === '0',
    bootId,
    systemd: systemd.ok && systemd.value?.is === 'folder',
    container,
    resolvConf,
    nssHosts: parseNssHosts(nsswitch ?? ''),
    resolved,
    networkManager,
    resolvconf,
    dnsmasq,
    links,
    routes,
    hosts: hosts.value,
    marked,
  });
}

/** The start of the kernel, and of the first process: containers start without their kernel (proc_pid_stat(5)). */
async function probeBoot(machine: Machine): Promise<string> {
  const kernel = await textAt(machine, '/proc/sys/kernel/random/boot_id');
  const first = await textAt(machine, '/proc/1/stat');
  const started = first?.slice(first.lastIndexOf(')') + 2).split(' ')[19];
  return [kernel?.trim(), started].filter((part) => part !== undefined).join(' ');
}
