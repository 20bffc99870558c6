import { failure, type Problem } from '@skywriter/core';
import type { JournalEntry } from '../journal/schema.ts';
import { isBaseline, standing } from './compare.ts';
import { type Context, handle, type Ledger } from './context.ts';
import { foundValue } from './establish.ts';
import type { Outcome, SettingReport } from './report.ts';

export interface UndoOptions {
  /** Also what somebody else changed since. */
  readonly force: boolean;
}

/**
 * Undoes entries, the last one first, each for itself: one that fails keeps no other from being undone.
 * What was undone before is looked at too, since an adapter remembers settings for each network.
 */
export async function undoAll(
  context: Context,
  ledger: Ledger,
  entries: readonly JournalEntry[],
  options: UndoOptions,
): Promise<SettingReport[]> {
  const reports: SettingReport[] = [];
  for (const entry of entries.toReversed()) {
    const report = await undo(context, ledger, entry, options);
    if (entry.state !== 'undone' || report.outcome !== 'unchanged') reports.push(report);
  }
  return reports;
}

/**
 * Compare-and-set back to the baseline. A journal that cannot be written does not keep it from that: the
 * entry on the disk still tells what was before.
 */
async function undo(
  context: Context,
  ledger: Ledger,
  entry: JournalEntry,
  { force }: UndoOptions,
): Promise<SettingReport> {
  const { setting, before } = entry;
  const found = handle(context, setting);
  const value = before.is === 'present' ? before.value : undefined;
  const description = found.ok ? found.value.describe(value) : `${setting.kind} ${setting.target}`;
  const report = (outcome: Outcome, more: Partial<SettingReport> = {}): SettingReport => ({
    setting,
    description,
    outcome,
    ...more,
  });
  const failed = (problem: Problem) => report('failed', { problem });
  const settle = async (state: JournalEntry['state'], outcome: SettingReport) => {
    if (ledger.find(setting)?.state === state) return outcome;
    const { replaced, ...settled } = entry;
    const recorded = await ledger.put({ ...settled, state });
    return recorded.ok ? outcome : failed(recorded.problem);
  };
  if (!found.ok) return failed(found.problem);
  const { kind, read } = found.value;

  const reading = await read();
  if (!reading.ok) return failed(reading.problem);
  const now = standing(kind, entry, reading.value);
  // What is half written there must not be taken for somebody's choice when it is back.
  if (now === 'gone') return settle(entry.state === 'writing' ? 'writing' : 'gone', report('gone'));
  // After a crash within a write, what must follow it (a reload) may be missing even where the value is right.
  if (now === 'before' && entry.state !== 'writing') return settle('undone', report('unchanged'));
  // What was undone before is nobody's business but theirs who set it since, force or not.
  if (now === 'foreign' && entry.state === 'undone') return report('unchanged');
  if (now === 'foreign' && !force) {
    return settle('conflict', report('conflict', { found: foundValue(reading.value) }));
  }

  const replaced = now === 'foreign' ? { replaced: foundValue(reading.value) } : {};
  await ledger.put({ ...entry, ...replaced, state: 'writing' });
  const written = await found.value.write(value);
  const after = await read();
  if (!after.ok) return failed(after.problem);
  if (after.value.is === 'gone') return report('gone');
  if (!written.ok) return failed(written.problem);
  if (!isBaseline(kind, before, after.value)) {
    return failed(
      failure(
        'SKY_HOST_NOT_RESTORED',
        `${description}: it was written, and reads otherwise.`,
        'Something else manages this setting; set it by hand, the journal tells what it was.',
      ).problem,
    );
  }
  return settle('undone', report('restored'));
}
