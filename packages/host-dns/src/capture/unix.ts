import { type Result, success } from '@skywriter/core';
import { z } from 'zod';
import type { Machine } from '../machine/machine.ts';
import type { SnapshotBase } from '../platform/platform.ts';
import type { Json } from '../setting/setting.ts';
import { recorded } from './record.ts';
import { sanitiseJson, sanitiseRecording } from './sanitise.ts';

interface UnixSnapshot extends SnapshotBase {
  readonly hosts: Uint8Array | undefined;
}

/**
 * What this Linux or macOS is, and what its programs and files answered to those who looked, with every name,
 * address and hardware address replaced, the same one by the same one. Reads, and changes nothing.
 */
export async function captureUnix<S extends UnixSnapshot>(
  machine: Machine,
  { name, snapshot }: { readonly name: string; snapshot(machine: Machine): Promise<Result<S>> },
): Promise<Result<Json>> {
  const { machine: recorder, recording } = recorded(machine);
  const taken = await snapshot(recorder);
  if (!taken.ok) return taken;
  // The hosts file stands among the files, as text; its octets would tell it as it is.
  const { hosts: _, ...rest } = taken.value;
  const plain = z.json().parse(JSON.parse(JSON.stringify(rest)));
  return success({
    recorded: name === 'darwin' ? 'macOS' : 'Linux',
    snapshot: sanitiseJson(plain),
    ...z.record(z.string(), z.json()).parse(sanitiseRecording(recording)),
  });
}
