import { hostsBlock } from '../hosts/kind.ts';
import { shellWord } from '../machine/shell.ts';
import { MARKER } from '../platform/host-dns.ts';
import type { Platform } from '../platform/platform.ts';
import { examineMac } from './examine.ts';
import { markedFile } from './kinds/marked-file.ts';
import { resolverFolder } from './kinds/resolver-folder.ts';
import { serviceDns } from './kinds/service-dns.ts';
import { alarmStep, daemonStep, launchAlarm, launchDaemon } from './launch-daemon.ts';
import { leftoversOnMac } from './leftovers.ts';
import { planMac, RESOLVER_FILE } from './plan.ts';
import { type MacSnapshot, snapshotMac } from './snapshot.ts';

export const macPlatform: Platform<MacSnapshot> = {
  name: 'darwin',
  kinds: [
    markedFile({ kind: RESOLVER_FILE }),
    resolverFolder,
    serviceDns,
    launchDaemon,
    launchAlarm,
    hostsBlock,
  ],
  snapshot: snapshotMac,
  plan: planMac,
  leftovers: leftoversOnMac,
  examine: examineMac,
  flush: [
    { program: '/usr/bin/dscacheutil', arguments: ['-flushcache'] },
    { program: '/usr/bin/killall', arguments: ['-HUP', 'mDNSResponder'] },
  ],
  stateFolder: `/Library/Application Support/${MARKER}`,
  elevate: (argv) => ['sudo', ...argv].map(shellWord).join(' '),
  recoveryHook: (_, __, recover) => [daemonStep(recover)],
  deadMan: (_, reset, seconds) => [alarmStep(reset, seconds)],
};
