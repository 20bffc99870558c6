import { hostsBlock } from '../hosts/kind.ts';
import { shellWord } from '../machine/shell.ts';
import type { Platform } from '../platform/platform.ts';
import { examine } from './examine.ts';
import { deadManSwitch, recoveryHook } from './hooks.ts';
import { deadMan } from './kinds/dead-man.ts';
import * as files from './kinds/files.ts';
import { resolvConfFile } from './kinds/resolv-conf.ts';
import { debianResolvconf, openresolv } from './kinds/resolvconf.ts';
import { resolvedLink } from './kinds/resolved-link.ts';
import { systemdUnit } from './kinds/systemd-unit.ts';
import { leftovers } from './leftovers.ts';
import { planLinux } from './plan.ts';
import { takeSnapshot } from './probe/take-snapshot.ts';
import type { LinuxSnapshot } from './snapshot.ts';

/** Linux: whoever answers names there, in the order of how little we have to touch. */
export const linuxPlatform: Platform<LinuxSnapshot> = {
  name: 'linux',
  kinds: [
    files.resolvedDelegate,
    resolvedLink,
    files.nmDnsmasq,
    files.dnsmasq,
    files.resolvedGlobal,
    files.nmGlobal,
    debianResolvconf,
    openresolv,
    resolvConfFile,
    hostsBlock,
    systemdUnit,
    deadMan,
  ],
  snapshot: takeSnapshot,
  plan: planLinux,
  leftovers,
  examine,
  flush: [
    { program: 'resolvectl', arguments: ['flush-caches'] },
    { program: 'nscd', arguments: ['--invalidate=hosts'] },
  ],
  stateFolder: '/var/lib/skywriter/host-dns',
  elevate: (argv) => ['sudo', '--', ...argv].map(shellWord).join(' '),
  recoveryHook,
  deadMan: deadManSwitch,
};
