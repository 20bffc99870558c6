import { type Result, success } from '@skywriter/core';
import { z } from 'zod';
import type { Machine } from '../machine/machine.ts';
import type { SnapshotBase } from '../platform/platform.ts';
import type { Json } from '../setting/setting.ts';
import { recorded } from './record.ts';
import { sanitiseJson, sanitiseRecording } from './sanitise.ts';

/**
 * What this Linux or macOS is, and what its programs and files answered to those who looked, with every name,
 * address and hardware address replaced, the same one by the same one. Reads, and changes nothing.
 */
export async function captureUnix<S extends SnapshotBase>(
  machine: Machine,
  { name, snapshot }: { readonly name: string; snapshot(machine: Machine): Promise<Result<S>> },
): Promise<Result<Json>> {
  const { machine: recorder, recording } = recorded(machine);
  const taken = await snapshot(recorder);
  if (!taken.ok) return taken;
  const plain = z.json().parse(JSON.parse(JSON.stringify(taken.value, textOfOctets)));
  return success({
    recorded: name === 'darwin' ? 'macOS' : 'Linux',
    snapshot: sanitiseJson(plain),
    ...z.record(z.string(), z.json()).parse(sanitiseRecording(recording)),
  });
}

function textOfOctets(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
}
