import { join } from 'node:path';
import { success } from '@skywriter/core';
import { type HostDns, MARKER } from '../platform/host-dns.ts';
import type { Platform, SnapshotBase } from '../platform/platform.ts';
import { fileKind } from './simulated-platform.ts';

/** An operating system whose settings are plain files in a folder, some of them there before. */
export function folderPlatform(folder: string): Platform {
  const settings = join(folder, 'settings');
  const text = (wanted: HostDns) =>
    `# ${MARKER}\n${wanted.servers.map(({ address }) => address).join('\n')}\n`;
  const snapshot: SnapshotBase = { elevated: true, bootId: 'this' };
  return {
    name: 'linux',
    kinds: [fileKind],
    stateFolder: join(folder, 'state'),
    flush: [],
    elevate: (argv) => argv.join(' '),
    snapshot: async () => success(snapshot),
    plan: (_snapshot, wanted) =>
      success({
        backend: 'files',
        explanation: '',
        warnings: [],
        steps: wanted.domains.map((domain) => ({
          setting: { kind: 'file', target: join(settings, domain) },
          desired: text(wanted),
        })),
      }),
    leftovers: () => [],
    examine: () => [],
    recoveryHook: () => [],
    deadMan: () => [],
  };
}
