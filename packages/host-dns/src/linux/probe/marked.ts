import { readBlock } from '../../hosts/block.ts';
import { hostsBlock } from '../../hosts/kind.ts';
import type { Machine } from '../../machine/machine.ts';
import { MARKER } from '../../platform/host-dns.ts';
import type { Setting, SettingKind } from '../../setting/setting.ts';
import { DEAD_MAN, deadMan } from '../kinds/dead-man.ts';
import * as files from '../kinds/files.ts';
import { resolvConfFile } from '../kinds/resolv-conf.ts';
import { DEBIAN_ENTRY, debianResolvconf, OPENRESOLV_ENTRY, openresolv } from '../kinds/resolvconf.ts';
import { RECOVERY_UNIT, systemdUnit } from '../kinds/systemd-unit.ts';
import { HOSTS, RESOLV_CONF, type Resolvconf } from '../snapshot.ts';
import { textAt } from './text-file.ts';

/** Everything that is there and says of itself that it is ours; links do not, since they carry no names. */
export async function probeMarked(
  machine: Machine,
  found: {
    readonly hosts: Uint8Array | undefined;
    readonly dnsmasqFolder: string;
    readonly resolvconf: Resolvconf | undefined;
  },
): Promise<readonly Setting[]> {
  const named: (readonly [SettingKind, string])[] = [
    [files.resolvedDelegate, files.DELEGATE],
    [files.resolvedGlobal, files.RESOLVED_GLOBAL],
    [files.nmGlobal, files.NM_GLOBAL],
    [files.nmDnsmasq, files.NM_DNSMASQ],
    [files.dnsmasq, `${found.dnsmasqFolder}/${files.DNSMASQ_FILE}`],
    [systemdUnit, RECOVERY_UNIT],
    [deadMan, DEAD_MAN],
    ...(found.resolvconf === 'debian' ? [[debianResolvconf, DEBIAN_ENTRY] as const] : []),
    ...(found.resolvconf === 'openresolv' ? [[openresolv, OPENRESOLV_ENTRY] as const] : []),
  ];
  const marked: Setting[] = [];
  for (const [kind, target] of named) {
    const reading = await kind.read(target, machine);
    if (reading.ok && reading.value.is === 'present') marked.push({ kind: kind.kind, target });
  }
  if ((await textAt(machine, RESOLV_CONF))?.includes(MARKER)) {
    marked.push({ kind: resolvConfFile.kind, target: RESOLV_CONF });
  }
  const block = readBlock(found.hosts ?? new Uint8Array());
  // Broken markers are ours too: resetting then says what is wrong with them.
  if (!block.ok || block.value !== undefined) marked.push({ kind: hostsBlock.kind, target: HOSTS });
  return marked;
}
