import { type Result, success } from '@skywriter/core';
import { examineState } from '../doctor/state.ts';
import { lives } from '../journal/lock.ts';
import { forgotten, type HostDns } from '../platform/host-dns.ts';
import type { Finding, SnapshotBase } from '../platform/platform.ts';
import type { HostDnsOptions } from './options.ts';
import { status } from './status.ts';
import { isForgotten } from './wanted.ts';

/** What keeps names from being found, or was left behind; by default of what is applied. Touches nothing. */
export async function doctor<S extends SnapshotBase>(
  options: HostDnsOptions<S>,
  wanted: HostDns | undefined,
): Promise<Result<readonly Finding[]>> {
  const { machine, platform } = options;
  const snapshot = await platform.snapshot(machine);
  if (!snapshot.ok) return snapshot;
  const state = await status(options);
  const applied = state.ok ? (state.value.wanted ?? forgotten) : forgotten;
  const owner = state.ok ? state.value.owner : null;
  const ownerLives = owner !== null && (await lives(machine, owner));
  const asked = wanted ?? applied;
  const verified = isForgotten(asked) ? undefined : await options.verify?.(asked, machine);
  return success([
    ...examineState(state, { bootId: snapshot.value.bootId, ownerLives }),
    ...platform.examine(snapshot.value, asked),
    ...((await verified?.()) ?? []),
  ]);
}
