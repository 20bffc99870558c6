import type { JournalEntry } from '../journal/schema.ts';
import type { Stored } from '../journal/store.ts';
import type { HostDns } from '../platform/host-dns.ts';
import type { SnapshotBase } from '../platform/platform.ts';
import type { Setting } from '../setting/setting.ts';
import { handle, sameSetting } from './context.ts';
import type { HostDnsOptions } from './options.ts';
import type { Session } from './session.ts';

/** What is known of earlier: the journal's entries, then those of the last one that a reset closed. */
export function knownEntries({ journal, last }: Stored): readonly JournalEntry[] {
  return withoutThose(last?.entries ?? [], journal?.entries ?? []).concat(journal?.entries ?? []);
}

/** The entries but for settings that others tell of. */
export function withoutThose(
  entries: readonly JournalEntry[],
  others: readonly { readonly setting: Setting }[],
): JournalEntry[] {
  return entries.filter(({ setting }) => !others.some((other) => sameSetting(other.setting, setting)));
}

/**
 * Which settings may be ours without a journal that tells so: those with our marker. Servers alone prove
 * nothing while the journal is whole (a user may point at them too), so they count only when it was lost, or
 * the caller names them.
 */
export function suspects<S extends SnapshotBase>(
  { platform }: HostDnsOptions<S>,
  { snapshot, stored }: Session<S>,
  servers: readonly string[],
): readonly Setting[] {
  const lost = stored.lost === undefined ? [] : addressesOf(stored.last?.wanted);
  return platform.leftovers(snapshot, [...new Set([...servers, ...lost])]);
}

/** Entries for those that no live journal tells of. What was there before is what the last one tells, if it does. */
export async function strays<S extends SnapshotBase>(
  { context, stored }: Session<S>,
  settings: readonly Setting[],
): Promise<JournalEntry[]> {
  const live = stored.journal?.entries.filter(({ state }) => state !== 'undone') ?? [];
  const known = knownEntries(stored);
  const found: JournalEntry[] = [];
  for (const setting of settings) {
    if (live.some((entry) => sameSetting(entry.setting, setting))) continue;
    const target = handle(context, setting);
    const reading = target.ok ? await target.value.read() : target;
    if (!reading.ok || reading.value.is !== 'present') continue;
    const { value } = reading.value;
    const before = known.find((entry) => sameSetting(entry.setting, setting));
    found.push({
      setting,
      role: 'setting',
      before: before?.before ?? { is: 'absent' },
      desired: value,
      ours: [...(before?.ours ?? []), value],
      state: 'writing',
    });
  }
  return found;
}

export function addressesOf(wanted: HostDns | undefined): readonly string[] {
  return wanted?.servers.map(({ address }) => address) ?? [];
}
