import { type Problem, type Result, success } from '@skywriter/core';
import type { Owner, Phase } from '../journal/schema.ts';
import type { HostDns } from '../platform/host-dns.ts';
import type { SnapshotBase } from '../platform/platform.ts';
import type { Json, Setting } from '../setting/setting.ts';
import { standing } from './compare.ts';
import { handle } from './context.ts';
import { foundValue } from './establish.ts';
import type { HostDnsOptions } from './options.ts';
import { contextOf, elevation } from './session.ts';

export interface SettingStatus {
  readonly setting: Setting;
  readonly description: string;
  /** `overwritten`: somebody changed it since. */
  readonly state: 'in place' | 'as before' | 'overwritten' | 'gone' | 'unknown';
  /** What stands there now, where it was overwritten; null where nothing does. */
  readonly found?: Json;
}

export interface Status {
  /** `idle`: nothing is applied. */
  readonly phase: Phase | 'idle';
  /** With which start of the system, and by whom; `recover` resets when these are not any more. */
  readonly bootId: string | null;
  readonly owner: Owner | null;
  /** Whether the owner must live for it to work. */
  readonly tied: boolean;
  /** The date in ISO 8601; null when nothing is applied. */
  readonly since: string | null;
  readonly backend: string | null;
  readonly wanted: HostDns | null;
  readonly settings: readonly SettingStatus[];
  /** Why the journal cannot be trusted. */
  readonly lost: Problem | null;
}

const idle: Status = {
  phase: 'idle',
  bootId: null,
  owner: null,
  tied: false,
  since: null,
  backend: null,
  wanted: null,
  settings: [],
  lost: null,
};

/** What is applied and whether it still is; touches nothing, and needs no rights but to read the journal. */
export async function status<S extends SnapshotBase>(options: HostDnsOptions<S>): Promise<Result<Status>> {
  const context = contextOf(options);
  const stored = await context.store.peek();
  if (!stored.ok) {
    const snapshot = await options.platform.snapshot(options.machine);
    const refused = stored.problem.code === 'SKY_HOST_FILE' && snapshot.ok && !snapshot.value.elevated;
    return refused ? { ok: false, problem: elevation(options, 'Reading what is applied') } : stored;
  }
  const { journal, lost = null } = stored.value;
  if (journal === undefined) {
    return success({ ...idle, lost });
  }
  const settings: SettingStatus[] = [];
  for (const entry of journal.entries) {
    if (entry.state === 'undone') continue;
    const { setting, desired } = entry;
    const target = handle(context, setting);
    const description = target.ok ? target.value.describe(desired) : `${setting.kind} ${setting.target}`;
    const reading = target.ok ? await target.value.read() : target;
    if (!target.ok || !reading.ok) {
      settings.push({ setting, description, state: 'unknown' });
      continue;
    }
    const { kind } = target.value;
    const inPlace = reading.value.is === 'present' && kind.same(reading.value.value, desired);
    const now = standing(kind, entry, reading.value);
    const state = inPlace
      ? 'in place'
      : now === 'before'
        ? 'as before'
        : now === 'gone'
          ? now
          : 'overwritten';
    settings.push({
      setting,
      description,
      state,
      ...(state === 'overwritten' ? { found: foundValue(reading.value) } : {}),
    });
  }
  const { phase, bootId, owner, tied, since, backend, wanted } = journal;
  return success({ phase, bootId, owner, tied, since, backend, wanted, settings, lost });
}
