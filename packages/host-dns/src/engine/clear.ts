import type { Problem } from '@skywriter/core';
import type { Journal, JournalEntry } from '../journal/schema.ts';
import type { Stored } from '../journal/store.ts';
import type { SnapshotBase } from '../platform/platform.ts';
import type { Context, Ledger } from './context.ts';
import { withoutThose } from './entries.ts';
import type { HostDnsOptions } from './options.ts';
import type { SettingReport } from './report.ts';
import { type UndoOptions, undoAll } from './undo.ts';

/** Undoes all entries of the ledger, and closes the journal when none is left. */
export async function clear<S extends SnapshotBase>(
  options: HostDnsOptions<S>,
  context: Context,
  ledger: Ledger,
  undoing: UndoOptions & Pick<Stored, 'last'>,
): Promise<{ readonly settings: readonly SettingReport[]; readonly problem: Problem | null }> {
  // A full disk must not keep anybody's resolver broken: the journal on it stays true enough to try again.
  await ledger.update({ phase: 'undoing' });
  const settings = await undoAll(context, ledger, ledger.journal.entries, undoing);
  if (settings.length > 0) await flush(options);
  const failed = settings.find(({ outcome }) => outcome === 'failed')?.problem;
  if (failed !== undefined) return { settings, problem: failed };
  const closed = await close(context, ledger, undoing.last);
  return { settings, problem: closed.ok ? null : closed.problem };
}

async function close({ store }: Context, ledger: Ledger, last: Journal | undefined) {
  const { journal } = ledger;
  const rest = journal.entries.some(({ state }) => state !== 'undone');
  if (rest) return ledger.update({ phase: 'left' });
  // What an adapter remembers for a network may come back long after; hooks do not.
  const remembered = (entries: readonly JournalEntry[]) => entries.filter(({ role }) => role === 'setting');
  return store.close({
    ...journal,
    entries: [
      ...remembered(withoutThose(last?.entries ?? [], journal.entries)),
      ...remembered(journal.entries),
    ],
  });
}

/** Old answers go; that they cannot is no reason to fail, since they go by themselves. */
export async function flush<S extends SnapshotBase>({ machine, platform }: HostDnsOptions<S>): Promise<void> {
  for (const command of platform.flush) await machine.run(command);
}
